"""Draws of samples become rows, discarded ones too, and a rebuild gives the same."""

from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.load import load
from include.locker.seal import seal
from include.model.sample import Period
from include.sample import discard, draw, freeze
from include.warehouse.schema import digest
from tests.load.written import FIRST, RUN

DAY = Period(first=date(2026, 11, 24), last=date(2026, 11, 24))


def later():
    return datetime(2026, 11, 25, tzinfo=UTC)


def sampled(written):
    written.judge({"ann": "conforming", "bo": "deviating"}, FIRST)
    freeze(written.locker, "AC-01", DAY, run=RUN, clock=later)
    seal(written.locker, Ed25519PrivateKey.generate(), run=RUN, clock=later)
    asked = {"size": 1, "strata": "scope", "run": RUN, "clock": later}
    entry = draw(written.locker, "AC-01", DAY, seed="s", **asked)
    discard(written.locker, entry.number, "asked for by mistake", run=RUN, clock=later)
    return entry


def test_a_draw_and_its_discarding_are_two_rows(written, database, ask):
    drawn = sampled(written).record

    loaded = load(written.locker, database)

    query = (
        "SELECT status, draw_entry, population_entry, control_id, starts_on_date, seed, strata, drawn_items, "
        "item_keys, reason, recorded_at FROM soc2.fct_sample_draw ORDER BY entry_number"
    )
    assert loaded.rows["fct_sample_draw"] == 2
    assert ask(database, query) == [
        ("drawn", 4, 2, "AC-01", DAY.first, "s", "scope", 1, list(drawn.keys), None, later()),
        ("discarded", 4, None, None, None, None, None, None, None, "asked for by mistake", later()),
    ]


def test_a_rebuild_gives_the_same_rows(written, postgres, database):
    sampled(written)
    load(written.locker, database)
    rebuilt = postgres.create_database("rebuilt_draws")

    load(written.locker, rebuilt)

    assert digest(rebuilt) == digest(database)
