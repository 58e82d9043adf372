"""What follows from verdicts: intervals of constant verdict, episodes, days; corrected, never un-known."""

from datetime import timedelta

import pytest

from include.load import load
from include.model.interval import slot_of, window_of
from include.warehouse.connection import connect
from include.warehouse.schema import digest
from tests.load.written import FIRST, KEYS, SECOND, THIRD

FOURTH = slot_of(THIRD.end)
STATES = """
    SELECT item_id, starts_at, ends_at, verdict FROM soc2.fct_item_state
    WHERE superseded_at IS NULL ORDER BY item_id, starts_at
"""
EPISODES = """
    SELECT item_id, starts_at, ends_at, close_basis FROM soc2.fct_deviation_episode
    WHERE superseded_at IS NULL ORDER BY item_id, starts_at
"""


def test_an_item_that_conforms_has_its_state_and_no_episode(written, database, ask):
    for slot in (FIRST, SECOND):
        written.judge({"ann": "conforming"}, slot)

    load(written.locker, database)

    assert ask(database, STATES) == [("ann", FIRST.start, None, "conforming")]
    assert ask(database, EPISODES) == []


def test_what_could_not_be_read_does_not_end_an_episode(written, database, ask):
    for slot, verdict in zip(
        (FIRST, SECOND, THIRD, FOURTH),
        ("deviating", "unreadable", "deviating", "conforming"),
        strict=True,
    ):
        written.judge({"ann": verdict}, slot)

    load(written.locker, database)

    assert ask(database, EPISODES) == [("ann", FIRST.start, FOURTH.start, "observed")]


def test_a_slot_that_nobody_looked_at_ends_nothing(written, database, ask):
    written.judge({"ann": "deviating"}, FIRST)
    written.judge({}, SECOND, missing="denied")
    written.judge({"ann": "deviating"}, THIRD)

    load(written.locker, database)

    assert ask(database, EPISODES) == [("ann", FIRST.start, None, None)]


def test_an_item_that_left_the_population_closes_its_episode_as_gone(written, database, ask):
    written.judge({"ann": "deviating", "bob": "conforming"}, FIRST)
    written.judge({"bob": "conforming"}, SECOND)

    load(written.locker, database)

    assert ask(database, EPISODES) == [("ann", FIRST.start, SECOND.start, "item_gone")]


def test_an_episode_says_when_the_item_conformed_last_and_until_when_it_is_due(
    written, database, ask
):
    days = {"version": "1", "approved_by": "CISO", "remediation_days": {"high": 14}}
    for slot, verdict in ((FIRST, "conforming"), (SECOND, "conforming"), (THIRD, "deviating")):
        written.judge({"ann": verdict}, slot, parameters_file=days)

    load(written.locker, database)

    seen = THIRD.start + timedelta(minutes=5)
    query = "SELECT last_conforming_at, first_observed_at, due_at FROM soc2.fct_deviation_episode"
    assert ask(database, query) == [
        (SECOND.start + timedelta(minutes=5), seen, seen + timedelta(days=14))
    ]


@pytest.mark.parametrize(
    ("corrected", "states"),
    [
        ("conforming", [(FIRST, None, "conforming")]),
        (
            "unreadable",
            [
                (FIRST, SECOND, "conforming"),
                (SECOND, THIRD, "unreadable"),
                (THIRD, None, "conforming"),
            ],
        ),
    ],
)
def test_a_slot_that_is_judged_again_changes_its_own_stretch_alone(
    written, database, ask, corrected, states
):
    for slot, verdict in ((FIRST, "conforming"), (SECOND, "deviating"), (THIRD, "conforming")):
        written.judge({"ann": verdict}, slot)
    load(written.locker, database)

    written.judge({"ann": corrected}, SECOND, inputs="again", recorded_at=FOURTH.end)
    load(written.locker, database)

    assert ask(database, STATES) == [
        ("ann", start.start, end and end.start, verdict) for start, end, verdict in states
    ]
    assert ask(database, EPISODES) == []


def test_what_was_known_of_later_slots_stays_when_an_older_one_is_judged_again(
    written, database, ask
):
    for slot in (FIRST, SECOND, THIRD):
        written.judge({"ann": "deviating"}, slot)
    load(written.locker, database)

    written.judge({"ann": "conforming"}, SECOND, inputs="again", recorded_at=FOURTH.end)
    load(written.locker, database)

    assert ask(database, EPISODES) == [
        ("ann", FIRST.start, SECOND.start, "observed"),
        ("ann", THIRD.start, None, None),
    ]


def test_an_event_is_an_episode_of_its_day_until_it_is_judged_otherwise(written, database, ask):
    day = window_of(FIRST.start)
    written.judge({"merge": "deviating", "other": "deviating"}, day, nature="events")
    load(written.locker, database)
    first = ask(database, EPISODES)

    written.judge({"merge": "conforming", "other": "deviating"}, day, nature="events", inputs="b")
    load(written.locker, database)

    assert first == [(item, day.start, day.end, "event") for item in ("merge", "other")]
    assert ask(database, EPISODES) == first[1:]


def test_a_day_tells_slots_that_were_seen_from_those_that_were_not(written, database, ask):
    written.judge({"ann": "unreadable"}, FIRST)
    written.judge({}, SECOND, missing="aws_iam_users was not collected")
    written.judge({"ann": "conforming"}, THIRD)

    load(written.locker, database)

    query = """
        SELECT outcome, expected_intervals, judged_intervals, seen_intervals, complete_intervals, reason,
            unreadable_items
        FROM soc2.fct_test_day WHERE superseded_at IS NULL
    """
    assert ask(database, query) == [
        ("inconclusive", 4, 3, 2, 1, "aws_iam_users was not collected", 0)
    ]


def test_it_does_not_matter_in_how_many_parts_the_log_was_loaded(written, database, postgres):
    for number, verdict in enumerate(("conforming", "deviating", "unreadable", "conforming")):
        for slot in (FIRST, SECOND, THIRD):
            written.judge({"ann": verdict}, slot, inputs=f"{number}")
            load(written.locker, database)
    at_once = postgres.create_database("at_once")

    load(written.locker, at_once)

    assert digest(at_once) == digest(database)


def test_tables_that_a_newer_schema_derives_are_filled_from_the_locker(written, database, postgres):
    for slot, verdict in ((FIRST, "conforming"), (SECOND, "deviating")):
        written.judge({"ann": verdict}, slot)
        written.judge({"key": verdict}, slot, test=KEYS)
    load(written.locker, database)
    whole = digest(database)
    with connect(database) as connection, connection.cursor() as cursor:
        for table in ("derived_log", "fct_test_day", "fct_item_state", "fct_deviation_episode"):
            cursor.execute(f"DELETE FROM soc2.{table}")
        connection.commit()

    load(written.locker, database)

    assert digest(database) == whole
