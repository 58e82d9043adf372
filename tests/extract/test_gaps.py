from datetime import datetime, timedelta

import pytest

from include.extract.gaps import record_gaps
from include.extract.held import held
from include.model.dataset import Nature
from include.model.errors import Cause, SourceUnreachable
from include.model.interval import slot_of
from include.model.record import Gap, GapCause
from tests.extract.conftest import NOW, RUN, SCOPE, THINGS
from tests.extract.test_extract import do, things

SLOT = timedelta(hours=6)


def gaps(locker, source, *, now, scope=SCOPE):
    found = record_gaps(locker, [("test.things", source)], [scope], run=RUN, clock=lambda: now)
    return [(gap.cause, [each.id for each in gap.intervals]) for gap in found]


def test_slots_in_which_nobody_looked_are_an_outage(a_source, locker):
    source = a_source(things(("a", 1)))
    do(locker, now=NOW)

    found = gaps(locker, source, now=NOW + 3 * SLOT)

    assert found[-1] == (GapCause.OUTAGE, ["2026-11-24T12:00Z", "2026-11-24T18:00Z"])


def test_the_time_before_the_first_collection_is_one_gap(a_source, locker):
    source = a_source(things(("a", 1)))
    do(locker, now=NOW)

    assert gaps(locker, source, now=NOW) == [(GapCause.NOT_DEPLOYED, ["2026-11-24T00:00Z"])]


def test_a_slot_that_is_still_open_is_no_gap(a_source, locker):
    source = a_source(things(("a", 1)))
    do(locker, now=NOW)
    gaps(locker, source, now=NOW)

    assert gaps(locker, source, now=NOW + SLOT) == []


def test_a_gap_is_recorded_once(a_source, locker):
    source = a_source(things(("a", 1)))
    do(locker, now=NOW)
    gaps(locker, source, now=NOW + 3 * SLOT)

    assert gaps(locker, source, now=NOW + 3 * SLOT) == []


@pytest.mark.parametrize(
    ("cause", "gap"),
    [
        (Cause.DENIED, GapCause.DENIED),
        (Cause.CREDENTIALS, GapCause.DENIED),
        (Cause.THROTTLED, GapCause.COLLECTOR_FAILED),
        (Cause.PLAN_LIMIT, GapCause.PLAN_LIMIT),
        (Cause.NOT_RECORDED, GapCause.NOT_RECORDED),
    ],
)
def test_a_failed_collection_is_the_gaps_cause_once_the_slot_is_over(a_source, locker, cause, gap):
    def collect(_client, into):
        with into.reading(THINGS):
            raise SourceUnreachable("no answer", cause=cause)

    source = a_source(collect)
    do(locker, now=NOW)

    found = gaps(locker, source, now=slot_of(NOW).end)

    assert (gap, ["2026-11-24T06:00Z"]) in found


def test_a_second_look_that_succeeded_leaves_no_gap(a_source, locker):
    def collect(_client, into):
        with into.reading(THINGS):
            raise SourceUnreachable("no answer", cause=Cause.THROTTLED)

    a_source(collect)
    do(locker, now=NOW)
    source = a_source(things(("a", 1)))
    do(locker, now=NOW + timedelta(minutes=5))

    assert gaps(locker, source, now=slot_of(NOW).end)[1:] == []


def test_a_scope_that_ended_is_not_due_any_more(a_source, locker):
    source = a_source(things(("a", 1)))
    do(locker, now=NOW)
    gaps(locker, source, now=NOW)
    ended = SCOPE.model_copy(update={"ends_on": NOW.date()})

    found = gaps(locker, source, now=NOW + timedelta(days=5), scope=ended)

    assert found == [(GapCause.OUTAGE, ["2026-11-24T12:00Z", "2026-11-24T18:00Z"])]


def test_an_empty_locker_has_no_gaps_because_nothing_was_scheduled(a_source, locker):
    source = a_source(things(("a", 1)))

    assert gaps(locker, source, now=NOW) == []


def test_days_of_events_are_missing_a_day_after_they_were_due(a_source, locker):
    source = a_source(things(("a", 1)), Nature.EVENTS)
    do(locker, interval=_day(23), now=NOW)
    gaps(locker, source, now=NOW)

    found = gaps(locker, source, now=datetime(2026, 11, 26, 12, tzinfo=NOW.tzinfo))

    assert found == [(GapCause.OUTAGE, ["2026-11-24"])]


def test_days_that_are_beyond_the_reach_of_their_source_when_they_are_found_have_expired(
    a_source, locker
):
    source = a_source(things(("a", 1)), Nature.EVENTS).model_copy(update={"reach_days": 3})
    do(locker, interval=_day(23), now=NOW)
    gaps(locker, source, now=NOW)

    found = gaps(locker, source, now=datetime(2026, 11, 29, tzinfo=NOW.tzinfo))

    assert found == [
        (GapCause.RETENTION_EXPIRED, ["2026-11-24", "2026-11-25"]),
        (GapCause.OUTAGE, ["2026-11-26", "2026-11-27"]),
    ]


def test_a_gap_names_every_dataset_that_is_missing(a_source, locker):
    source = a_source(things(("a", 1)))
    do(locker, now=NOW)
    gaps(locker, source, now=NOW + 2 * SLOT)

    (gap,) = [
        each.record
        for each in locker.entries()
        if isinstance(each.record, Gap) and each.record.cause is GapCause.OUTAGE
    ]
    assert gap.datasets == ("test_things",)


def test_a_late_run_finds_what_its_slot_already_holds(a_source, locker):
    a_source(things(("a", 1)))
    do(locker, now=NOW)

    assert held(locker, "test.things", SCOPE, slot_of(NOW)) == {"test_things": 1}
    assert held(locker, "test.things", SCOPE, slot_of(NOW - SLOT)) == {}


def _day(number):
    from include.model.interval import window_of

    return window_of(NOW.replace(day=number))
