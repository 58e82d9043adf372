"""Which changes of verdict become rows of `fct_deviation`."""

import pytest

from include.load import load
from include.model.errors import LockerCorrupt
from include.model.interval import window_of
from tests.load.written import FIRST, KEYS, SANDBOX, SECOND, THIRD

CHANGES = (
    "SELECT interval_id, item_id, previous_verdict, verdict FROM soc2.fct_deviation "
    "ORDER BY entry_number, item_id"
)


def test_a_defect_fixed_within_the_slot_stays_seen_and_a_later_slot_closes_it(
    written, database, ask
):
    written.judge({"ann": "deviating", "bob": "conforming"}, FIRST, inputs="one observation")
    written.judge({"ann": "deviating", "bob": "conforming"}, FIRST, inputs="two observations")
    written.judge({"ann": "conforming", "bob": "conforming"}, SECOND)

    load(written.locker, database)

    assert ask(database, CHANGES) == [
        (FIRST.id, "ann", None, "deviating"),
        (SECOND.id, "ann", "deviating", "conforming"),
    ]


def test_an_unbroken_run_is_one_row_and_a_return_is_another(written, database, ask):
    for slot, verdict in ((FIRST, "deviating"), (SECOND, "deviating"), (THIRD, "unreadable")):
        written.judge({"ann": verdict}, slot)

    load(written.locker, database)

    assert [row[2:] for row in ask(database, CHANGES)] == [
        (None, "deviating"),
        ("deviating", "unreadable"),
    ]


def test_an_item_that_leaves_the_population_while_deviating_is_gone(written, database, ask):
    written.judge({"ann": "deviating", "bob": "conforming", "eve": "conforming"}, FIRST)
    written.judge({"eve": "conforming"}, SECOND)

    load(written.locker, database)

    assert ask(database, CHANGES)[1:] == [(SECOND.id, "ann", "deviating", "gone")]


def test_an_item_that_nobody_could_look_for_is_not_gone(written, database, ask):
    written.judge({"ann": "deviating"}, FIRST)
    written.judge({}, SECOND, missing="aws_iam_users could not be read: denied")

    load(written.locker, database)

    assert len(ask(database, CHANGES)) == 1


def test_other_scopes_and_tests_are_other_items(written, database, ask):
    written.judge({"ann": "deviating"}, FIRST)
    written.judge({"ann": "conforming"}, SECOND, scope=SANDBOX)
    written.judge({"ann": "conforming"}, SECOND, test=KEYS)

    load(written.locker, database)

    assert len(ask(database, CHANGES)) == 1


def test_an_event_is_compared_within_its_own_window_alone(written, database, ask):
    written.judge({"change 1": "deviating"}, window_of(FIRST.start), nature="events")
    written.judge({"change 2": "conforming"}, window_of(FIRST.start), nature="events", inputs="b")
    written.judge({}, window_of(THIRD.end), nature="events")

    load(written.locker, database)

    assert [row[1:] for row in ask(database, CHANGES)] == [
        ("change 1", None, "deviating"),
        ("change 1", "deviating", "gone"),
    ]


def test_an_older_slot_judged_late_is_compared_with_what_was_known_of_it(written, database, ask):
    written.judge({"ann": "deviating"}, FIRST)
    written.judge({"ann": "conforming"}, SECOND)
    written.judge({"ann": "deviating"}, FIRST, inputs="judged by a new version")

    load(written.locker, database)

    assert len(ask(database, CHANGES)) == 2


def test_a_row_says_why_and_on_which_evidence(written, database, ask):
    written.judge({"ann": "deviating"}, FIRST)

    load(written.locker, database)

    query = (
        "SELECT item_label, reason, facts ->> 'user', evidence_sha256, observed_at, recorded_at, "
        "is_emulated FROM soc2.fct_deviation"
    )
    assert ask(database, query) == [
        (
            "Ann",
            "ann is deviating",
            "ann",
            ["e" * 64],
            FIRST.start.replace(minute=5),
            FIRST.end,
            True,
        )
    ]


def test_verdicts_that_do_not_add_up_to_the_population_are_refused(written, database, monkeypatch):
    written.judge({"ann": "deviating", "bob": "conforming"})
    whole = written.locker.table
    monkeypatch.setattr(written.locker, "table", lambda ref: whole(ref).slice(1))

    with pytest.raises(LockerCorrupt, match=r"log entry 1: .* has 2 items, its verdicts .* are 1"):
        load(written.locker, database)
