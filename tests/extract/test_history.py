"""A day of history is asked for once it has settled, in passing, and is no gap before."""

from datetime import date, timedelta

import pytest

from include.extract import extract
from include.extract.gaps import record_gaps
from include.extract.held import asked_again
from include.model.dataset import Nature
from include.model.errors import Cause, SourceIncomplete, WindowOpen
from include.model.interval import window_of
from include.model.record import GapCause
from tests.extract.conftest import NOW, RUN, SCOPE, THINGS

SINCE = SCOPE.model_copy(update={"starts_on": date(2026, 11, 21)})
YESTERDAY = window_of(NOW - timedelta(days=1))


def day(back):
    return window_of(YESTERDAY.start - timedelta(days=back))


@pytest.fixture
def history(a_source):
    """Declare a source of history that settles after 27 hours, and tells or does not."""
    says = {"cause": None}

    def read(_client, into):
        with into.reading(THINGS):
            if says["cause"]:
                raise SourceIncomplete("nobody recorded it", cause=says["cause"])
            into.expect(THINGS, 0)
            into.add(THINGS, [])

    source = a_source(read, Nature.HISTORY, late_days=3)
    settling = source.model_copy(update={"settles_hours": 27})

    from include import sources

    sources.load(None).SOURCE = settling
    return says, settling


def ask(locker, window):
    return extract(
        *("test.things", SINCE, lambda _scope, _into: None),
        locker=locker,
        run=RUN,
        interval=window,
        clock=lambda: NOW,
    )


def test_a_day_that_has_not_settled_is_refused(history, locker):
    with pytest.raises(WindowOpen, match="can't be told before 2026-11-25T03:00:00Z"):
        ask(locker, YESTERDAY)

    assert ask(locker, day(1)).failed == ()


def test_days_that_could_not_be_told_on_the_day_are_asked_for_and_none_before_the_scope(
    history, locker
):
    assert asked_again(locker, "test.things", SINCE, YESTERDAY) == (day(2), day(1))

    ask(locker, day(2))

    assert asked_again(locker, "test.things", SINCE, YESTERDAY) == (day(1),)


@pytest.mark.parametrize("cause", [Cause.NOT_RECORDED, Cause.NOT_KEPT])
def test_a_day_that_nobody_recorded_or_keeps_is_not_asked_for_again(history, locker, cause):
    history[0]["cause"] = cause
    ask(locker, day(1))

    assert asked_again(locker, "test.things", SINCE, YESTERDAY) == (day(2),)


def test_a_day_that_failed_otherwise_is(history, locker):
    history[0]["cause"] = Cause.UNREACHABLE
    ask(locker, day(1))

    assert asked_again(locker, "test.things", SINCE, YESTERDAY) == (day(2), day(1))


def test_a_day_is_a_gap_with_its_cause_when_it_had_time_to_settle(history, locker):
    says, source = history
    ask(locker, day(2))
    says["cause"] = Cause.NOT_RECORDED
    ask(locker, day(1))

    def gaps(now):
        made = record_gaps(locker, [("test.things", source)], [SINCE], run=RUN, clock=lambda: now)
        return [(each.cause, [i.id for i in each.intervals]) for each in made]

    before = gaps(YESTERDAY.end + timedelta(hours=26))

    assert before == [(GapCause.NOT_RECORDED, [day(1).id]), *before[1:]]
    assert [cause for cause, _ in before[1:]] == [GapCause.NOT_DEPLOYED]
    assert gaps(YESTERDAY.end + timedelta(hours=52)) == []
    assert gaps(YESTERDAY.end + timedelta(hours=28 + 48)) == [(GapCause.OUTAGE, ["2026-11-24"])]


def test_a_past_of_which_nobody_ever_told_is_no_gap(history, locker):
    _, source = history
    ask(locker, day(2))
    elsewhere = SINCE.model_copy(update={"id": "210987654321"})

    made = record_gaps(locker, [("test.things", source)], [elsewhere], run=RUN, clock=lambda: NOW)

    assert made == ()
