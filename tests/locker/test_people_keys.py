"""Keys of people lie in a folder, one each whoever begins, and a master key opens them."""

import base64

import pytest

from include.locker.key_store import KeyFolder
from include.locker.people import PeopleKeys, named_keys, read_master
from include.model.errors import DefinitionError

MASTER = bytes(range(32))


def test_two_who_begin_at_once_have_one_key(tmp_path):
    first, second = (PeopleKeys(KeyFolder(tmp_path), MASTER) for _ in range(2))

    assert first.of("p1") == second.of("p1")
    assert first.id == second.id
    first.destroy("p1")
    assert PeopleKeys(KeyFolder(tmp_path), MASTER).find("p1") is None


def test_of_two_keys_that_are_made_at_once_the_first_stays(tmp_path):
    folder = KeyFolder(tmp_path)

    folder.make("a", b"1")
    folder.make("a", b"2")
    assert folder.read("a") == b"1"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_another_master_key_opens_nothing_and_is_never_shown(tmp_path):
    PeopleKeys(KeyFolder(tmp_path), MASTER).of("p1")
    other = PeopleKeys(KeyFolder(tmp_path), bytes(32))

    with pytest.raises(DefinitionError, match="not opened by this master key"):
        other.find("p1")
    with pytest.raises(DefinitionError, match="32 bytes in base64") as caught:
        read_master("c2hvcnQ=", "connection people_keys")
    assert "c2hvcnQ=" not in str(caught.value)


def test_the_environment_names_keys_for_who_works_by_hand(tmp_path, monkeypatch):
    assert named_keys() is None
    (tmp_path / "keys").mkdir()
    monkeypatch.setenv("SOC2_PEOPLE_KEYS", str(tmp_path / "keys"))
    with pytest.raises(DefinitionError, match="SOC2_PEOPLE_MASTER"):
        named_keys()
    (tmp_path / "master").write_text(base64.b64encode(MASTER).decode() + "\n")
    monkeypatch.setenv("SOC2_PEOPLE_MASTER", str(tmp_path / "master"))

    assert named_keys().of("p1") == PeopleKeys(KeyFolder(tmp_path / "keys"), MASTER).of("p1")


def test_a_folder_that_is_none_is_said_in_one_line_and_not_made(tmp_path):
    with pytest.raises(DefinitionError, match="make it on a disk that outlives the workers"):
        KeyFolder(tmp_path / "keys")

    assert not (tmp_path / "keys").exists()


def test_a_folder_that_can_not_be_used_is_said_in_one_line(tmp_path):
    folder = KeyFolder(tmp_path)
    (tmp_path / "taken").mkdir()

    for use in (folder.read, folder.destroy):
        with pytest.raises(DefinitionError, match="name a folder that the workers' account owns"):
            use("taken")
