"""Days that may have gone on since they were collected are asked again, and no others."""

from datetime import timedelta

import pytest

from include.extract import extract
from include.extract.held import asked_again
from include.model.dataset import Nature
from include.model.interval import window_of
from tests.extract.conftest import NOW, RUN, SCOPE, THINGS

YESTERDAY = window_of(NOW - timedelta(days=1))


def day(back):
    return window_of(YESTERDAY.start - timedelta(days=back))


@pytest.fixture
def collected(locker, a_source):
    """Collect some days before yesterday, with or without an event."""

    def collect(late_days, *, is_delivered=False, **names_by_day):
        now = {}

        def read(_client, into):
            rows = now["rows"]
            with into.reading(THINGS):
                into.expect(THINGS, len(rows))
                into.add(THINGS, rows)

        a_source(read, Nature.EVENTS, late_days=late_days, is_delivered=is_delivered)
        for name, rows in names_by_day.items():
            now["rows"] = [{"name": each, "size": 1} for each in rows]
            window = day(int(name.removeprefix("back_")))
            extract(
                "test.things",
                SCOPE,
                lambda _scope, _into: None,
                locker=locker,
                run=RUN,
                interval=window,
                clock=lambda: NOW,
            )
        return asked_again(locker, "test.things", SCOPE, YESTERDAY)

    return collect


def test_days_with_events_are_asked_again_the_oldest_first(collected):
    assert collected(3, back_1=["a"], back_3=["b"]) == (day(3), day(1))


def test_days_that_are_longer_ago_are_settled(collected):
    assert collected(2, back_3=["a"]) == ()


def test_a_day_without_events_is_not_asked_again(collected):
    assert collected(3, back_1=[]) == ()


def test_a_day_without_events_is_asked_again_where_they_may_be_delivered_late(collected):
    assert collected(3, back_1=[], is_delivered=True) == (day(1),)


def test_a_day_that_was_never_collected_is_not_collected_in_passing(collected):
    assert collected(3) == ()


def test_a_source_whose_events_are_final_asks_nothing_again(collected):
    assert collected(0, back_1=["a"]) == ()
