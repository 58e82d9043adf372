"""What is said of people is read back as long as their key is there; a key that is gone is no crash."""

import base64

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.locker.key_store import KeyFolder
from include.locker.people import PeopleKeys, named_keys, read_master
from include.locker.veiling import erased, unveiled, veiled
from include.model.dataset import Dataset, column
from include.model.errors import DefinitionError, LockerCorrupt

MASTER = bytes(range(32))
PEOPLE = Dataset(
    name="register_people",
    grain="One row per person.",
    key=("person",),
    person="person",
    personal=("name", "email"),
    columns=[
        column("person", pa.string(), "Id.", nullable=False),
        column("name", pa.string(), "Name.", nullable=False),
        column("email", pa.string(), "Address."),
        column("title", pa.string(), "Role."),
    ],
)
ROWS = [
    {"person": "p1", "name": "Ann Lee", "email": "ann@acme.example", "title": "Clerk"},
    {"person": "p2", "name": "Bo Day", "email": None, "title": "Clerk"},
]


class Held:
    """A store in memory, quicker than a disk; nothing else of it differs."""

    name = "memory"

    def __init__(self):
        self.files = {}

    def read(self, name):
        return self.files.get(name)

    def make(self, name, content):
        return self.files.setdefault(name, content) is content

    def destroy(self, name):
        self.files.pop(name, None)


@pytest.fixture
def keys():
    return PeopleKeys(Held(), MASTER)


def table(rows=ROWS):
    return pa.Table.from_pylist(list(rows), schema=PEOPLE.columns).replace_schema_metadata(
        PEOPLE.metadata
    )


def cells(shown):
    return shown.column("name").to_pylist(), shown.column("email").to_pylist()


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(rows=st.lists(st.tuples(texts, texts, st.none() | texts), max_size=6))
def test_any_text_is_read_back_as_it_was_and_stands_nowhere_in_what_is_kept(rows):
    keys = PeopleKeys(Held(), MASTER)
    came = table({"person": p, "name": n, "email": e, "title": "x"} for p, n, e in rows)

    kept = veiled(came, PEOPLE, keys)

    assert unveiled(kept, "x", keys).to_pylist() == came.to_pylist()
    assert all(cell != name for cell, (_, name, _) in zip(cells(kept)[0], rows, strict=True))


def test_the_same_rows_are_the_same_bytes_and_nobodys_cells_are_alike(keys):
    alike = [{**ROWS[0], "email": "Ann Lee"}, {**ROWS[0], "person": "p3"}]
    kept = veiled(table(alike), PEOPLE, keys)

    assert veiled(table(alike), PEOPLE, keys).equals(kept)
    assert len({*cells(kept)[0], *cells(kept)[1]}) == 4


def test_what_was_encrypted_for_another_place_is_refused(keys):
    kept = veiled(table([ROWS[0], {**ROWS[0], "name": "Cy"}]), PEOPLE, keys)
    swapped = [
        kept.set_column(1, kept.schema.field(1), kept["email"]),
        kept.set_column(0, kept.schema.field(0), pa.array(["p1", "p9"])),
    ]
    keys.of("p9")

    with pytest.raises(LockerCorrupt, match="name of p1 is not what was encrypted there"):
        unveiled(swapped[0], "x", keys)
    # Under another person's id stands no cell that takes that person's key.
    assert cells(unveiled(swapped[1], "x", keys))[0] == ["Ann Lee", None]


@given(at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_changed_bit_is_refused(at, bit):
    keys = PeopleKeys(Held(), MASTER)
    kept = veiled(table(ROWS[:1]), PEOPLE, keys)
    key_id, _, sealed = kept["name"][0].as_py().partition(".")
    content = bytearray(base64.b64decode(sealed))
    content[at % len(content)] ^= 1 << bit
    cell = f"{key_id}.{base64.b64encode(content).decode()}"

    with pytest.raises(LockerCorrupt, match="restore the file"):
        unveiled(kept.set_column(1, kept.schema.field(1), pa.array([cell])), "x", keys)


def test_a_destroyed_key_erases_one_person_and_says_so(keys):
    kept = veiled(table(), PEOPLE, keys)

    keys.destroy("p1")
    shown = unveiled(kept, "x", keys)

    assert cells(shown) == ([None, "Bo Day"], [None, None])
    assert shown["title"].to_pylist() == ["Clerk", "Clerk"]
    said = "register_people: name, email of 1 people are erased"
    assert erased(shown, lambda columns: "email" in columns) == said
    assert erased(shown, lambda _: False) is None
    assert erased(unveiled(veiled(table(), PEOPLE, keys), "x", keys), bool) is None


def test_a_person_who_is_observed_again_has_a_new_key_and_the_old_cells_stay_erased(keys):
    before = veiled(table(), PEOPLE, keys)
    keys.destroy("p1")

    after = veiled(table(), PEOPLE, keys)

    assert cells(unveiled(after, "x", keys))[0] == ["Ann Lee", "Bo Day"]
    assert cells(unveiled(before, "x", keys))[0] == [None, "Bo Day"]


def test_without_keys_nothing_is_encrypted_and_what_is_can_not_be_read(keys):
    assert veiled(table(), PEOPLE, None).equals(table())
    assert unveiled(table(), "x", keys).equals(table())

    shown = unveiled(veiled(table(), PEOPLE, keys), "x", None)

    assert cells(shown) == ([None, None], [None, None])
    assert "of 2 people can't be read without people's keys" in erased(shown, bool)


def test_keys_of_another_store_are_no_erasure(keys):
    kept = veiled(table(), PEOPLE, keys)

    with pytest.raises(LockerCorrupt, match="name the store that it was written with"):
        unveiled(kept, "x", PeopleKeys(Held(), MASTER))


def test_two_who_begin_at_once_have_one_key(tmp_path):
    first, second = (PeopleKeys(KeyFolder(tmp_path), MASTER) for _ in range(2))

    assert first.of("p1") == second.of("p1")
    assert first.id == second.id
    first.destroy("p1")
    assert PeopleKeys(KeyFolder(tmp_path), MASTER).find("p1") is None


def test_of_two_keys_that_are_made_at_once_the_first_stays(tmp_path):
    folder = KeyFolder(tmp_path)

    assert folder.make("a", b"1")
    assert not folder.make("a", b"2")
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


@pytest.mark.parametrize(
    "wrong", [{"personal": ("person",)}, {"personal": ("no",)}, {"person": None}]
)
def test_a_dataset_hides_texts_beside_its_key_alone(wrong):
    declared = PEOPLE.model_dump() | {"columns": PEOPLE.columns}

    with pytest.raises(ValueError, match="personal are texts beside the key and the person"):
        Dataset(**declared | wrong)
