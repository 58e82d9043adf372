"""The doctor looks at every connection; a finding is a line, and makes the task and the command fail."""

import json
import shutil

import boto3
import pytest
from airflow.sdk.exceptions import AirflowFailException

from include.locker.seal import new_key
from include.model.errors import DefinitionError
from include.sources import github
from soc2_airflow import doctor, hooks
from soc2_airflow.operators import Examine
from tests.demo import emulation
from tests.deploy.compose import ROOT
from tests.slow import SLOW
from tests.warehouse.fixtures import database, postgres

__all__ = ["database", "postgres"]
GRANTED = json.loads((ROOT / "deploy/github/permissions.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def endpoints(start_emulator, start_github):
    return {"aws": start_emulator(), "github": start_github()}


@pytest.fixture
def ready(endpoints, database, tmp_path, monkeypatch):
    """Everything as it should be; return how a connection is changed."""

    def connect(name, **connection):
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(connection))

    def port(name):
        return int(endpoints[name].rpartition(":")[2])

    made = emulation.connections(emulation.Ports(aws=port("aws"), github=port("github")))
    for name, connection in made.items():
        connect(name, **connection)
    connect("locker", conn_type="generic", extra={"path": str(tmp_path / "locker")})
    connect("sealing_key", conn_type="generic", password=new_key().decode())
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database)
    shutil.copytree(emulation.COMPANY, tmp_path / "company")
    monkeypatch.setenv("SOC2_COMPANY", str(tmp_path / "company"))
    return connect


def findings():
    return [line for _, found in doctor.examine() for line in found]


def test_all_is_looked_at_and_nothing_found(ready, capsys):
    assert doctor.main() == 0

    said = capsys.readouterr().out
    assert said.endswith("ready: nothing was found wrong\n")
    assert "✓ the warehouse" in said
    assert "✓ github_org quillhaven" in said
    assert "✓ aws_account 210987654321 (sandbox)" in said


@SLOW
def test_each_thing_that_is_wrong_is_a_line_of_its_own(ready, tmp_path, monkeypatch, capsys):
    ready("sealing_key", conn_type="generic", password="no key")
    monkeypatch.delenv("AIRFLOW_CONN_LOCKER")
    monkeypatch.setenv(
        "AIRFLOW_CONN_WAREHOUSE", "postgres://soc2:secret-word@127.0.0.1:1/warehouse"
    )
    (tmp_path / "company" / "registers" / "administrators.yaml").unlink()

    assert doctor.main() == 1

    said = capsys.readouterr().out
    assert said.endswith("4 findings\n")
    assert "locker" in said
    assert "add the connection (README.md says what each is)" in said
    assert "connection sealing_key: " in said
    assert "warehouse 'warehouse' on 127.0.0.1:1 can't be reached" in said
    assert "administrators.yaml: Quillhaven (emulated) does not keep this register" in said
    assert "secret-word" not in said


def test_a_key_of_kms_is_tried_and_one_that_can_not_sign_is_a_line(ready, endpoints):
    aws = {"endpoint_url": endpoints["aws"], "region_name": "us-east-1"}
    kms = boto3.client("kms", **aws, aws_access_key_id="testing", aws_secret_access_key="testing")
    key_id = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    extra = {"kms_key_id": key_id, "aws_conn_id": "aws_default"}

    ready("sealing_key", conn_type="generic", extra=extra)
    assert hooks.sealing_key().sign(b"x")
    ready("sealing_key", conn_type="generic", password="PEM", extra=extra)
    with pytest.raises(DefinitionError, match="names a key of KMS and another one"):
        hooks.sealing_key()
    kms.disable_key(KeyId=key_id)
    kms.close()
    ready("sealing_key", conn_type="generic", extra=extra)

    assert any("the key is disabled: enable it" in line for line in findings())


def test_a_company_file_that_is_wrong_ends_it_with_its_line(ready, tmp_path):
    (tmp_path / "company" / "scope.yaml").write_text("company: [\n", encoding="utf-8")

    assert "scope.yaml" in findings()[0]


@SLOW
def test_the_apps_permissions_are_held_against_what_is_needed(ready, endpoints, monkeypatch):
    extra = {"app_id": 12, "installation_id": 34, "base_url": endpoints["github"]}
    ready("github_default", conn_type="github", password="key", extra=extra)
    given = {
        name: level for name, level in GRANTED["default_permissions"].items() if name != "issues"
    }
    monkeypatch.setattr(github, "granted", lambda *_: given)

    assert any("the App may not read issues" in line for line in findings())


@SLOW
def test_a_key_that_is_none_is_said_in_one_line(ready, endpoints):
    extra = {"app_id": 12, "installation_id": 34, "base_url": endpoints["github"]}
    ready("github_default", conn_type="github", password="no key", extra=extra)

    found = [
        line for line in findings() if line.startswith("GitHub App 12, installation 34: no token")
    ]

    assert len(found) == 1
    assert "no key" not in found[0]


@SLOW
def test_the_task_fails_at_once_and_names_the_first(ready, monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_LOCKER")

    with pytest.raises(AirflowFailException, match=r"1 findings, first: .*locker"):
        Examine(task_id="examine").execute({})


@SLOW
def test_the_task_says_what_it_looked_at(ready):
    looked_at = Examine(task_id="examine").execute({})

    assert looked_at[:2] == ["the company's files", "the locker"]
    assert len(looked_at) == 8
