"""Quillhaven's repositories: which there are, and how each is set up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.demo.emulated_github import protection
from tests.demo.emulated_github.organisation import MAINTAINERS, Organisation
from tests.demo.emulated_github.people import DEVELOPERS
from tests.demo.emulated_github.repository_model import (
    CLASSIC,
    NONE,
    RULESET,
    Repository,
    Settings,
)

PRODUCTION = ("production",)
SETTINGS = (
    Settings("ledger", 70, "squash", RULESET, environments=PRODUCTION),
    Settings("gateway", 80, "queue", RULESET, environments=PRODUCTION, language="Go"),
    Settings("billing-worker", 60, "rebase"),
    Settings("web-console", 80, "squash", language="TypeScript"),
    Settings("identity", 60, "merge", CLASSIC, language="Go"),
    Settings("data-pipeline", 60, "squash", former_branch="master"),
    Settings("infrastructure", 50, "merge", RULESET, environments=PRODUCTION, language="HCL"),
    Settings("mobile-app", 60, "squash", language="Kotlin"),
    Settings("sandbox-lab", 20, "merge", NONE),
    Settings("legacy-reports", 20, "merge", archived=True, ends_days_ago=61),
    Settings("partner-sdk", 20, "squash", visibility="public", former_owner="brackenfield"),
    Settings("vault-config", 10, "squash", hidden=True, language="HCL"),
    Settings("handbook", 10, "squash", RULESET, language="Markdown"),
)
RENAMED_DAYS_AGO = 180
OWNERS_FILE_ERROR = {
    "line": 3,
    "column": 1,
    "kind": "Unknown owner",
    "source": "*.sql @quillhaven/databases",
    "suggestion": "make sure @quillhaven/databases exists and has write access",
    "message": "Unknown owner on line 3: make sure the team exists\n",
    "path": ".github/CODEOWNERS",
}


def make(number: int, settings: Settings, owner: Organisation, now: datetime) -> Repository:
    """Make a repository with its settings, without any history."""
    created = (now - timedelta(days=380)).replace(microsecond=0)
    repository = Repository(number, owner.account, settings, created, created)
    repository.analysis = {
        "secret_scanning": "enabled",
        "secret_scanning_push_protection": "enabled",
        "dependabot_security_updates": "enabled",
    }
    _protect(repository, created)
    for index, name in enumerate(settings.environments):
        repository.environments[name] = _environment(number * 100 + index, name, created)
    repository.keys = [_key(number * 10, "deploy by quill-ci", created, read_only=True)]
    _deviate(repository, created)
    return repository


def _protect(repository: Repository, created: datetime) -> None:
    source, kind = repository.full_name, repository.settings.protection
    if kind == CLASSIC:
        repository.classic = protection.classic()
    elif kind == RULESET:
        queue = repository.settings.method == "queue"
        first = repository.id * 10
        rules = protection.pull_request_rules(queue=queue)
        repository.rulesets = [
            protection.ruleset(first, "default branch", source, created, rules),
            protection.only_merging(first + 1, source, created, MAINTAINERS),
        ]


def _deviate(repository: Repository, created: datetime) -> None:
    """Set up what is set up wrongly: see ``tests/demo/truth_github.yaml``."""
    name = repository.name
    if name == "infrastructure":
        repository.rulesets[0].bypass_actors = protection.everybody_bypasses()
        repository.environments["production"]["prevent_self_review"] = False
    elif name == "handbook":
        repository.rulesets = repository.rulesets[:1]
        repository.rulesets[0].enforcement = "disabled"
    elif name == "web-console":
        repository.outside["contract-orla"] = "write"
        repository.codeowners_errors = [OWNERS_FILE_ERROR]
    elif name == "billing-worker":
        repository.outside["contract-viktor"] = "admin"
        repository.workflow = {**repository.workflow, "default_workflow_permissions": "write"}
    elif name == "identity" and repository.classic:
        repository.classic["enforce_admins"] = False
    elif name == "mobile-app":
        repository.collaborators["devon-ashby"] = "admin"
        key = _key(repository.id * 10 + 1, "old build machine", created, read_only=False)
        repository.keys.append(key)
    elif name == "sandbox-lab":
        repository.has_codeowners = False
        repository.collaborators["jonas-wierda"] = "write"
        repository.analysis["secret_scanning_push_protection"] = "disabled"


def _environment(number: int, name: str, created: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "created_at": created,
        "reviewers": DEVELOPERS[:4],
        "prevent_self_review": True,
    }


def _key(number: int, title: str, created: datetime, *, read_only: bool) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "key": f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{number:032d}",
        "created_at": created,
        "read_only": read_only,
        "verified": True,
        "added_by": "ruth-okafor",
        "last_used": created + timedelta(days=300),
        "enabled": True,
    }
