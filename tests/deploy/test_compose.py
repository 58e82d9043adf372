"""docker-compose.yaml keeps what deploy/README.md says of it."""

import re

import pytest

from soc2_airflow import dotenv
from tests.deploy import compose
from tests.deploy.compose import ROOT

SERVICES = compose.read()["services"]
ONCE = {"databases", "init"}
SECRET = re.compile(r"password|secret|key|token", re.IGNORECASE)
CREDENTIALS = {
    "AIRFLOW_CONN_AWS_DEFAULT",
    "AIRFLOW_CONN_GITHUB_DEFAULT",
    "AIRFLOW_CONN_SEALING_KEY",
    "AIRFLOW_CONN_WAREHOUSE",
}
every_service = pytest.mark.parametrize("name", SERVICES)


def mounts(service):
    """Yield source, target and whether it is read-only, of each mount."""
    for each in service.get("volumes", []):
        if isinstance(each, dict):
            yield each["source"], each["target"], each.get("read_only", False)
        else:
            source, target, *mode = each.split(":")
            yield source, target, mode == ["ro"]


def test_airflow_runs_as_the_topology_of_celery(written):
    assert set(written["services"]) == {
        *("postgres", "redis", "databases", "init"),
        *("api-server", "scheduler", "dag-processor", "triggerer", "worker"),
        *("emulated-aws", "emulated-github"),
    }
    assert written["x-airflow-environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"


@every_service
def test_a_service_says_whether_it_is_healthy_or_runs_once(name):
    service = SERVICES[name]

    assert ("healthcheck" in service) != (name in ONCE)
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")


@every_service
def test_a_service_is_limited_and_its_log_is_rotated(name):
    service = SERVICES[name]

    assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"])
    assert service["logging"] == {
        "driver": "json-file",
        "options": {"max-size": "10m", "max-file": "5"},
    }


@every_service
def test_a_service_has_no_more_rights_than_it_needs(name):
    service = SERVICES[name]

    assert re.fullmatch(r"[1-9]\d*:\d+", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service)


@every_service
def test_an_image_is_pinned_or_built_here(name):
    service = SERVICES[name]

    tag = compose.substitute(service["image"], {}).partition(":")[2]
    assert "build" in service or re.match(r"\d+\.\d+", tag)


def test_the_built_images_start_from_a_pinned_one():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()

    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]

    stages = {line.split()[3] for line in lines if line.startswith("FROM ") and " AS " in line}
    assert [base for base in bases if base not in stages] == ["apache/airflow:3.3.2-python3.11"]


def test_the_images_airflow_is_the_one_that_is_pinned():
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")

    assert "apache-airflow==3.3.2 " in pinned


@every_service
def test_only_volumes_are_written_to(name):
    writable = {source for source, _, read_only in mounts(SERVICES[name]) if not read_only}

    assert writable <= set(compose.read()["volumes"])


@every_service
def test_what_is_named_is_there(name, written):
    service = SERVICES[name]

    sources = {source for source, _, read_only in mounts(service) if not read_only}
    files = [source for source, _, _ in mounts(service) if source.startswith("./")]
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert set(service["networks"]) <= set(written["networks"])
    assert sources <= set(written["volumes"])
    assert all((ROOT / each).exists() for each in files)


def test_the_locker_outlives_whatever_compose_removes(written):
    assert written["volumes"]["locker"]["external"] is True


def test_only_workers_can_write_evidence_or_hold_the_credentials_for_it():
    holders = {
        name for name, each in SERVICES.items() if CREDENTIALS & set(each.get("environment", {}))
    }
    writers = {
        name for name, each in SERVICES.items() if "locker" in {s for s, _, _ in mounts(each)}
    }

    assert (holders - {"api-server"}, writers) == ({"worker"}, {"worker"})


def test_the_web_server_holds_an_account_that_only_reads_the_warehouse():
    environment = SERVICES["api-server"]["environment"]

    assert CREDENTIALS & set(environment) == {"AIRFLOW_CONN_WAREHOUSE"}
    assert environment["AIRFLOW_CONN_WAREHOUSE"].startswith("postgres://soc2_reader:")


def test_the_databases_are_out_of_reach_from_elsewhere(written):
    published = {name for name, each in SERVICES.items() if "ports" in each}

    assert published == {"api-server"}
    assert SERVICES["api-server"]["ports"] == ["${SOC2_LISTEN:-127.0.0.1}:8080:8080"]
    assert written["networks"]["data"] == {"internal": True}
    assert {name for name in ("postgres", "redis") if SERVICES[name]["networks"] == ["data"]} == {
        "postgres",
        "redis",
    }


def test_workers_can_be_scaled():
    assert not {"container_name", "hostname", "ports"} & set(SERVICES["worker"])


def test_no_secret_has_a_default(written):
    loose = [
        (name, rest)
        for name, how, rest in compose.variables(written)
        if SECRET.search(name) and how != ":?"
    ]

    assert loose == []


@every_service
def test_no_secret_stands_in_the_file(name):
    literal = {
        key: value
        for key, value in SERVICES[name].get("environment", {}).items()
        if value and SECRET.search(key) and not re.search(r"\$\{\w+:\?", value)
    }

    assert literal == {}


@pytest.mark.parametrize(
    "name", sorted({name for name, how, _ in compose.variables(compose.read()) if how == ":?"})
)
def test_it_refuses_to_start_without_a_setting_that_it_needs(name, tmp_path):
    dotenv.write(tmp_path / ".env")
    settings = dotenv.read(tmp_path / ".env") | {"AIRFLOW_CONN_AWS_DEFAULT": "aws://"}
    del settings[name]

    with pytest.raises(KeyError, match=rf"{name}: \w"):
        compose.substitute(compose.FILE.read_text(encoding="utf-8"), settings)


def test_the_example_names_every_variable_and_no_other(written):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))

    passed = {name for name, value in SERVICES["worker"]["environment"].items() if value is None}
    used = {name for name, _, _ in compose.variables(written)} | passed
    # The version of the code is no setting: `make image` says it.
    assert named == (used | {"COMPOSE_PROJECT_NAME"}) - {"SOC2_CODE_VERSION"}


def test_the_demo_shares_no_locker_and_no_folder_with_a_company():
    demo = dotenv.read(ROOT / "deploy" / "demo.env")

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert demo["COMPOSE_PROFILES"] == "demo"
    assert f"SOC2_LOCKER_VOLUME={demo['SOC2_LOCKER_VOLUME']}" not in example
    assert demo["COMPOSE_PROJECT_NAME"] != compose.read()["name"]
    assert (ROOT / demo["SOC2_COMPANY_DIR"] / "scope.yaml").exists()


def test_only_the_demo_starts_what_is_emulated():
    assert {name for name, each in SERVICES.items() if each.get("profiles") == ["demo"]} == {
        "emulated-aws",
        "emulated-github",
    }
