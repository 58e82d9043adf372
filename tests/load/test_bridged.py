"""A gap is bridged by a later record, and by another one is not any more: the last one says so."""

from datetime import timedelta

import pytest

from include.load import load
from include.model.interval import slot_of
from tests.load.written import FIRST, THIRD

DAY_AFTER = slot_of(FIRST.start + timedelta(days=1))
SLOTS = [slot_of(FIRST.start + timedelta(hours=6 * number)) for number in range(4)]
DAYS = (
    "SELECT observed_days, bridged_days, unbridged_days, longest_gap_days FROM "
    "soc2.period_conclusion('2026-11-24', '2026-11-25', '{}') WHERE scope_id = '123456789012'"
)
COVERAGE = (
    "SELECT missed_intervals, bridged_intervals FROM soc2.v_evidence_coverage "
    "WHERE dataset = 'aws_iam_users' AND day_date = '2026-11-24'"
)


@pytest.fixture
def missed(written):
    """Miss a whole day, and observe the next."""
    written.miss(*SLOTS)
    for slot in SLOTS:
        written.judge({}, slot, missing="nothing ran")
    written.judge({"ann": "conforming"}, DAY_AFTER)
    return written


def test_a_day_is_bridged_once_every_gap_of_it_is_and_is_still_not_observed(missed, database, ask):
    missed.miss(*SLOTS[:3], is_bridged=True, recorded_at=DAY_AFTER.end)
    load(missed.locker, database)
    assert ask(database, DAYS.format("infinity")) == [(1, 0, 1, 1)]
    assert ask(database, COVERAGE) == [(4, 3)]

    missed.miss(SLOTS[3], is_bridged=True, recorded_at=DAY_AFTER.end)
    load(missed.locker, database)

    assert ask(database, DAYS.format("infinity")) == [(1, 1, 0, 0)]
    assert ask(database, COVERAGE) == [(4, 4)]


def test_before_the_bridge_was_known_the_day_was_without_it(missed, database, ask):
    missed.miss(*SLOTS, is_bridged=True, recorded_at=DAY_AFTER.end + timedelta(hours=1))

    load(missed.locker, database)

    assert ask(database, DAYS.format(DAY_AFTER.end)) == [(1, 0, 1, 1)]


def test_a_bridge_that_was_taken_back_is_none(missed, database, ask):
    missed.miss(*SLOTS, is_bridged=True, recorded_at=DAY_AFTER.end)
    missed.miss(THIRD, recorded_at=DAY_AFTER.end)

    load(missed.locker, database)

    assert ask(database, DAYS.format("infinity")) == [(1, 0, 1, 1)]
    assert ask(database, COVERAGE) == [(4, 3)]
