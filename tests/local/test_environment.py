import json
import stat
from pathlib import Path

import pytest

from include.warehouse.embedded import Server
from soc2_airflow.environment import environment, installation_secrets, write_private

SERVER = Server("127.0.0.1", 5499, "soc2", "p@ss/word", Path("data"))


def test_airflow_stays_on_this_machine_with_secrets_of_its_own(tmp_path):
    made = environment(tmp_path, SERVER, company=None)

    assert made["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert len(made["AIRFLOW__API_AUTH__JWT_SECRET"]) > 60
    assert made["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == (
        "postgresql+psycopg2://soc2:p%40ss%2Fword@127.0.0.1:5499/airflow"
    )


def test_two_installations_share_no_secret(tmp_path):
    one, other = (installation_secrets(tmp_path / name) for name in ("one", "other"))

    assert set(one.values()) & set(other.values()) == set()


def test_the_secrets_are_made_once(tmp_path):
    assert installation_secrets(tmp_path) == installation_secrets(tmp_path)


def test_only_its_owner_reads_what_is_secret(tmp_path):
    made = environment(tmp_path, SERVER, company=None)

    logins = Path(made["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    modes = {
        stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "secrets.json", tmp_path / "sealing_key.pem", logins)
    }
    assert modes == {0o600}


def test_the_sealing_key_is_made_once(tmp_path):
    environment(tmp_path, SERVER, company=None)
    first = (tmp_path / "sealing_key.pem").read_bytes()
    environment(tmp_path, SERVER, company=None)

    assert (tmp_path / "sealing_key.pem").read_bytes() == first


def test_a_private_file_leaves_no_other_beside_it(tmp_path):
    write_private(tmp_path / "a" / "secrets.json", "{}")

    assert [path.name for path in (tmp_path / "a").iterdir()] == ["secrets.json"]


def test_the_locker_and_the_warehouse_are_the_installations_own(tmp_path, monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_LOCKER", raising=False)
    monkeypatch.delenv("AIRFLOW_CONN_WAREHOUSE", raising=False)

    made = environment(tmp_path, SERVER, company=None)

    assert json.loads(made["AIRFLOW_CONN_LOCKER"])["extra"]["path"] == str(tmp_path / "locker")
    assert json.loads(made["AIRFLOW_CONN_WAREHOUSE"])["schema"] == "warehouse"


def test_a_locker_that_the_user_names_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv(
        "AIRFLOW_CONN_LOCKER", '{"conn_type": "generic", "extra": {"path": "/evidence"}}'
    )

    made = environment(tmp_path, SERVER, company=None)

    assert json.loads(made["AIRFLOW_CONN_LOCKER"])["extra"]["path"] == "/evidence"


@pytest.mark.parametrize("company", [None, Path("somewhere")])
def test_the_company_is_named_when_it_is_given(tmp_path, monkeypatch, company):
    monkeypatch.delenv("SOC2_COMPANY", raising=False)

    made = environment(tmp_path, SERVER, company=company)

    assert made.get("SOC2_COMPANY") == (str(company.resolve()) if company else None)
