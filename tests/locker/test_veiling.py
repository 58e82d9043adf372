"""What is said of people is read back as long as their key is there; a key that is gone is no crash."""

import base64

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.locker.people import PeopleKeys
from include.locker.veiling import erased, unveiled, veiled
from include.model.dataset import Dataset, column
from include.model.errors import LockerCorrupt

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
USERS = Dataset(
    name="aws_users",
    grain="One row per user.",
    key=("user",),
    person="user",
    personal=("addresses",),
    columns=[
        column("user", pa.string(), "Id.", nullable=False),
        column("addresses", pa.list_(pa.string()), "Addresses."),
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
        self.files.setdefault(name, content)

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


@given(lists=st.lists(st.none() | st.lists(texts, max_size=3), max_size=4))
def test_each_text_of_a_list_is_hidden_and_a_list_without_its_key_is_null(lists):
    keys = PeopleKeys(Held(), MASTER)
    rows = [{"user": f"u{at}", "addresses": each} for at, each in enumerate(lists)]
    came = pa.Table.from_pylist(rows, schema=USERS.columns).replace_schema_metadata(USERS.metadata)

    kept = veiled(came, USERS, keys)

    shown = unveiled(kept, "x", keys)["addresses"].to_pylist()
    keys.destroy("u0")
    left = unveiled(kept, "x", keys)["addresses"].to_pylist()
    assert shown == lists
    assert not any(
        {*hidden} & {*plain}
        for hidden, plain in zip(kept["addresses"].to_pylist(), lists, strict=True)
        if plain
    )
    assert left == [None if at == 0 and each else each for at, each in enumerate(lists)]


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


@pytest.mark.parametrize(
    "wrong", [{"personal": ("person",)}, {"personal": ("no",)}, {"person": None}]
)
def test_a_dataset_hides_texts_beside_its_key_alone(wrong):
    declared = PEOPLE.model_dump() | {"columns": PEOPLE.columns}

    with pytest.raises(ValueError, match="personal are texts beside the key and the person"):
        Dataset(**declared | wrong)
