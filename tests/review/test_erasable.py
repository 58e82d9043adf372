"""A review is kept as it is: where people can be erased it calls them by their ids, and says who was."""

import pyarrow as pa
import pytest

from include.locker.people import PeopleKeys
from include.locker.veiling import unveiled, veiled
from include.review.observed import Seen, see
from include.review.owning import whose
from include.sources.registers.people import SOURCE
from tests.locker.test_veiling import MASTER, Held
from tests.review.written import DECLARED, NEXT, SCOPE, person

ROSTER = "register_roster"
OURS = SCOPE.scope("company")
(DATASET,) = (each for each in SOURCE.datasets if each.name == ROSTER)
EMPTY = {
    name: DECLARED[name][1].empty_table()
    for name in ("register_service_accounts", "register_break_glass_principals")
}


@pytest.fixture
def keys():
    return PeopleKeys(Held(), MASTER)


def roster(keys):
    rows = [person("boss", None), person("ann", "boss", ["okta:acme/ann"])]
    table = pa.Table.from_pylist(rows, schema=DATASET.columns)
    return veiled(table.replace_schema_metadata(DATASET.metadata), DATASET, keys)


def read(table, keys):
    return whose(Seen(OURS, {ROSTER: unveiled(table, "x", keys), **EMPTY}), NEXT)


def test_without_keys_people_have_names_with_keys_their_ids(keys):
    (plain, owners), (hidden, same) = read(roster(None), None), read(roster(keys), keys)

    assert plain.words("ann") == "Ann"
    assert hidden.words("ann") == "ann"
    assert hidden.called("ann@acme.example") == ("ann",)
    assert owners.keys() == same.keys()
    assert {each.words for each in same.values()} == {"ann", "boss"}


def test_who_was_erased_is_known_by_the_id_alone(keys):
    table = roster(keys)
    keys.destroy("ann")

    people, owners = read(table, keys)

    assert people.called("ann@acme.example") == ()
    assert people.called("ann") == ("ann",)
    assert {key[-1] for key in owners} == {"ann", "boss@acme.example"}


def test_a_review_says_that_somebody_was_erased(world, keys, monkeypatch):
    table = roster(keys)
    keys.destroy("ann")
    erased = unveiled(table, "x", keys)
    monkeypatch.setattr(
        world.locker, "table", lambda ref: erased if ROSTER in ref.path else pa.table({})
    )

    (seen,) = see(world.locker, [OURS], NEXT)

    assert "register_roster: name, email of 1 people are erased" in seen.unknown
