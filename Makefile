# One door for people and for CI. `make help` lists what there is; nothing here needs root.
# GNU make 3.81 (the one on macOS) is enough.

PYTHON ?= python3
# One more than the two cores of a small machine: tests wait for servers, too.
JOBS ?= 3
UV_VERSION := 0.13.9
MINISTACK_VERSION := 1.5.33
AWSCLI_VERSION := 1.46.3
GITHUB_DESCRIPTIONS := @octokit/graphql-schema@15.26.1 @octokit/openapi@23.0.2
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
INSTALLED := $(VENV)/.installed
MINISTACK := .venv-ministack/bin/ministack
AWSCLI := .venv-awscli/bin/aws
DESCRIPTIONS := .github-descriptions/.fetched
# Files are begun in the order of tests/conftest.py: what takes minutes first.
PYTEST = $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -p tests.only_once

export PYTHONPATH := $(CURDIR):$(CURDIR)/plugins
# Airflow writes a home wherever it is imported; without this line that is the user's own ~/airflow.
export AIRFLOW_HOME ?= $(CURDIR)/.local/airflow

.DEFAULT_GOAL := help
.PHONY: help install secrets image doctor demo demo-aws demo-period up down test test-topology test-all check bench docs pins new-source new-control-test clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Install what is pinned into .venv (PYTHON=python3.12 chooses the interpreter)

$(INSTALLED): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
		echo "Python 3.11 to 3.14 is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1): say make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@echo "Installing the pinned packages into $(VENV): about two minutes and 1.8 GB the first time"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip --default-pip >/dev/null
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(PY) requirements.txt requirements-dev.txt
	@touch $@

secrets: $(INSTALLED) ## Write .env for docker-compose.yaml with fresh secrets; never overwrites one
	@$(PY) -m soc2_airflow.dotenv

image: ## Build the image of docker-compose.yaml, which says of which commit it is
	SOC2_CODE_VERSION=$$(git describe --always --dirty --abbrev=40) docker compose build

doctor: $(INSTALLED) ## Look for what would fail in the first night: credentials, permissions, connections, clock
	@$(PY) -m soc2_airflow.doctor

demo: $(INSTALLED) ## Observe an emulated company once through Airflow and print the answer
	@$(PY) -m tests.demo

demo-aws: $(INSTALLED) ## The same with IAM's evaluation on, roles assumed, and the locker in the emulated S3
	@$(PY) -m tests.demo aws

demo-period: $(INSTALLED) ## Walk 90 days of the emulated company (DAYS=…) by the verbs and print its conclusions: minutes
	@$(PY) -m tests.demo period $(if $(DAYS),--days $(DAYS))

up: $(INSTALLED) ## Start Airflow with its web UI on http://localhost:8080 (PORT=…), for the demo or your own company
	@$(PY) -m tests.demo up $(if $(PORT),--port $(PORT))

down: ## Stop everything that `make up` started
	@test ! -x $(PY) || $(PY) -m tests.demo down

test: $(INSTALLED) ## Run the tests; whatever must be skipped here is listed with its reason
	$(PYTEST)

test-topology: $(INSTALLED) redis-server ## Start what docker-compose.yaml says on this machine and run a day through it, a worker killed
	SOC2_NO_SKIP=1 $(PY) -m pytest -n 0 -p tests.no_skip tests/topology

test-all: $(INSTALLED) redis-server $(MINISTACK) $(AWSCLI) $(DESCRIPTIONS) ## Run every test: installs a browser, a second emulator, AWS's CLI, GitHub's descriptions, and allows no skip
	@command -v chromium || command -v chromium-browser || command -v google-chrome || { \
		echo "Installing chromium, for the tests that look at the report"; \
		$(if $(filter 0,$(shell id -u)),,sudo) sh -c "apt-get update -q && apt-get install -qy chromium"; }
	SOC2_NO_SKIP=1 $(PYTEST) -p tests.no_skip

.PHONY: redis-server
redis-server:
	@command -v $@ >/dev/null || { \
		echo "Installing redis-server, for the test of the topology"; \
		$(if $(filter 0,$(shell id -u)),,sudo) sh -c "apt-get update -q && apt-get install -qy redis-server"; }

$(MINISTACK):
	@test -x .venv-ministack/bin/python || $(PYTHON) -m venv .venv-ministack
	@$(BIN)/uv pip install --quiet --python .venv-ministack/bin/python ministack==$(MINISTACK_VERSION) cryptography

$(AWSCLI):
	@test -x .venv-awscli/bin/python || $(PYTHON) -m venv .venv-awscli
	@$(BIN)/uv pip install --quiet --python .venv-awscli/bin/python awscli==$(AWSCLI_VERSION)

# What GitHub publishes about its own API, by npm: 400 MB, read by tests alone. A new version is a new Makefile.
$(DESCRIPTIONS): Makefile
	@command -v npm >/dev/null || { echo "npm is needed to fetch GitHub's descriptions: install Node.js" >&2; exit 1; }
	@npm install --prefix $(@D) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --silent $(GITHUB_DESCRIPTIONS)
	@touch $@

check: $(INSTALLED) ## Check formatting, lint, types, imports between rooms, spelling, generated pages and pins
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(PY) -m include.docs --check
	$(PY) -m pytest -q tests/local/test_pins.py

bench: $(INSTALLED) ## Measure the verbs on 2,000 users and 500 buckets, what GitHub is asked, rights, CloudTrail's events, 20 accounts, a year's results
	@$(PY) -m tests.bench
	@$(PY) -m tests.bench.github
	@$(PY) -m tests.bench.rights
	@$(PY) -m tests.bench.cloudtrail
	@$(PY) -m tests.bench.accounts
	@$(PY) -m tests.bench.warehouse

docs: $(INSTALLED) ## Write anew what is generated, then build the site of docs/ and the rooms' pages into .local/site
	@$(PY) -m include.docs
	@$(PY) -m include.sources.policy
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --quiet --strict
	@echo "open .local/site/index.html"

pins: $(INSTALLED) ## Resolve requirements*.in into requirements*.txt; UPGRADE=1 takes newer versions
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--custom-compile-command "make pins" $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt || exit 1; done

new-source: $(INSTALLED) ## Write the start of a source: make new-source NAME=aws/kms
	@$(PY) -m include.sources new "$(NAME)"

new-control-test: $(INSTALLED) ## Write the start of a control test: make new-control-test NAME=access/keys_are_rotated [DATASET=aws_iam_users]
	@$(PY) -m include.control_tests new "$(NAME)" $(DATASET)

clean: down ## Stop everything; remove the installation and all that the demo made (your own .local/ stays)
	rm -rf $(VENV) .venv-ministack .venv-awscli .demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
