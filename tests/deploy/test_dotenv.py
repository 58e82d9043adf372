"""`make secrets` writes a fresh `.env`, once, for its owner only."""

import json
import stat

import pytest

from include.locker.seal import read_key
from include.model.errors import DefinitionError
from soc2_airflow import dotenv


@pytest.fixture
def settings(tmp_path):
    dotenv.write(tmp_path / ".env")
    return dotenv.read(tmp_path / ".env")


def test_only_its_owner_reads_it(tmp_path):
    dotenv.write(tmp_path / ".env")

    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_one_that_exists_is_left_as_it_is(tmp_path):
    path = tmp_path / ".env"
    path.write_text("MINE=1\n", encoding="utf-8")

    with pytest.raises(DefinitionError, match=r"\.env: exists and is left as it is"):
        dotenv.write(path)

    assert path.read_text(encoding="utf-8") == "MINE=1\n"


def test_every_secret_is_fresh_and_its_own(settings, tmp_path):
    dotenv.write(tmp_path / "other")
    other = dotenv.read(tmp_path / "other")

    made = [each[name] for each in (settings, other) for name in dotenv.MAKERS]
    assert len(set(made)) == 2 * len(dotenv.MAKERS)
    assert min(map(len, made)) >= 32


def test_what_only_the_owner_of_the_account_knows_stays_empty(settings):
    assert [name for name, value in settings.items() if not value] == ["AIRFLOW_CONN_AWS_DEFAULT"]


def test_the_sealing_key_is_one_that_seals(settings):
    connection = json.loads(settings["AIRFLOW_CONN_SEALING_KEY"])

    assert read_key(connection["password"].encode(), "connection sealing_key")


def test_a_password_can_stand_in_an_address(settings):
    passwords = {value for name, value in settings.items() if name.endswith("_PASSWORD")}

    assert len(passwords) == 8
    assert all(
        set(each) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
        for each in passwords
    )


def test_by_hand_it_says_what_is_left_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["dotenv", "--to", str(tmp_path / ".env")])

    assert dotenv.main() == 0

    said = capsys.readouterr().out
    assert "fill in AIRFLOW_CONN_AWS_DEFAULT" in said
    assert dotenv.read(tmp_path / ".env")["POSTGRES_PASSWORD"] not in said
