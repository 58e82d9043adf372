"""Every kind of Airflow run is for one slot or day, the same however often and late it is tried."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.model.dataset import Nature
from include.model.errors import SlotClosed, WindowOpen
from include.model.interval import IntervalKind
from tests.time.examples import tried_on
from tests.time.life import DAY, HOUR, SLOT, at, begin, interval
from tests.time.world import DOINGS, THINGS, World

# Before Airflow is imported for the first time: it makes its home where this says.
os.environ.setdefault("AIRFLOW_HOME", str(Path(__file__).parents[2] / ".local/pytest-airflow"))

MONDAY = datetime(2026, 10, 19, tzinfo=UTC)
seconds = st.integers(0, 20 * DAY)
tries = st.lists(st.integers(0, 3 * DAY), min_size=1, max_size=4)


def context(run_type, *, run_after, logical_date=None, start=None):
    end = start and start + timedelta(days=1)
    return {
        "dag_run": SimpleNamespace(
            dag_id="soc2",
            run_id=f"{run_type}__{run_after.isoformat()}",
            run_type=SimpleNamespace(value=run_type),
            logical_date=logical_date,
            run_after=run_after,
            data_interval_start=start,
            data_interval_end=end,
        )
    }


def observe_at_each(world, source, asked, delays):
    """Try at each moment; return those at which it was refused, and why."""
    refused, began = {}, world.now
    for delay in sorted(set(delays)):
        world.now = began + timedelta(seconds=delay)
        try:
            world.observe(source, "run", asked)
        except (SlotClosed, WindowOpen) as error:
            refused[delay] = type(error)
    return refused


@tried_on(60)
@given(number=st.integers(0, 200), late=st.integers(0, SLOT - 1), delays=tries)
def test_a_scheduled_run_fills_its_slot_and_a_try_after_it_nothing(folders, number, late, delays):
    from soc2_airflow.runs import slot_of_run

    due = MONDAY + timedelta(seconds=number * SLOT)
    world = World(folders(), due + timedelta(seconds=late))

    asked = slot_of_run(context("scheduled", run_after=due, logical_date=due))
    refused = observe_at_each(world, THINGS, asked, delays)

    assert asked == interval(IntervalKind.SLOT, int(due.timestamp()), SLOT)
    assert refused == {d: SlotClosed for d in set(delays) if late + d >= SLOT}
    assert len(world.manifests) == len(set(delays)) - len(refused)


@tried_on(30)
@given(asked_at=seconds, dated=st.none() | st.integers(-5 * DAY, DAY), delays=tries)
@pytest.mark.parametrize("kind", ["manual", "operator_triggered", "asset_triggered", "backfill"])
def test_a_run_that_a_person_or_a_program_starts_is_for_the_slot_of_its_date_or_of_now(
    folders, kind, *, asked_at, dated, delays
):
    from soc2_airflow.runs import slot_of_run

    run_after = MONDAY + timedelta(seconds=asked_at)
    logical_date = None if dated is None else run_after + timedelta(seconds=dated)
    world = World(folders(), run_after)

    asked = slot_of_run(context(kind, run_after=run_after, logical_date=logical_date))
    refused = observe_at_each(world, THINGS, asked, delays)

    start = begin(logical_date or run_after, SLOT)
    assert asked == interval(IntervalKind.SLOT, start, SLOT)
    tried = {delay: run_after + timedelta(seconds=delay) for delay in delays}
    assert refused == {d: SlotClosed for d, now in tried.items() if begin(now, SLOT) != start}


@tried_on(60)
@given(
    first=st.integers(0, 3 * DAY),
    lag=st.sampled_from([0, 1, 6, 30]),
    delays=tries,
    days=st.integers(1, 4),
)
def test_scheduled_days_follow_each_other_and_are_over_when_their_run_begins(
    folders, *, first, lag, delays, days
):
    from airflow.timetables.base import TimeRestriction

    from soc2_airflow.runs import window_of_run
    from soc2_airflow.timetable import ClosedDay

    starts = pendulum.instance(MONDAY + timedelta(seconds=first))
    restriction = TimeRestriction(earliest=starts, latest=None, catchup=True)
    last, asked = None, []
    for _ in range(days):
        info = ClosedDay(lag).next_dagrun_info(
            last_automated_data_interval=last, restriction=restriction
        )
        last, start = info.data_interval, info.data_interval.start
        run = context("scheduled", run_after=info.run_after, logical_date=start, start=start)
        asked.append(window_of_run(run))
    world = World(folders(), at(info.run_after.timestamp()))
    refused = observe_at_each(world, DOINGS, asked[-1], delays)

    midnight = -(-int(starts.timestamp()) // DAY) * DAY
    days_due = [interval(IntervalKind.WINDOW, midnight + n * DAY, DAY) for n in range(days)]
    assert asked == days_due
    assert info.run_after == at(midnight + days * DAY + lag * HOUR)
    assert refused == {}
    assert [each.interval for each in world.manifests] == asked[-1:]


@tried_on(60)
@given(asked_at=seconds, dated=st.none() | st.integers(-6 * DAY, 2 * DAY), lag=st.integers(0, 30))
def test_a_day_asked_for_by_hand_is_over_or_refused(folders, *, asked_at, dated, lag):
    from soc2_airflow.runs import window_of_run
    from soc2_airflow.timetable import ClosedDay

    now = MONDAY + timedelta(seconds=asked_at)
    logical_date = start = None
    if dated is not None:
        # Airflow takes the timetable's interval of the date that was given; without one there is none.
        logical_date = pendulum.instance(now + timedelta(seconds=dated))
        start = ClosedDay(lag).infer_manual_data_interval(run_after=logical_date).start
    world = World(folders(), now)

    asked = window_of_run(context("manual", run_after=now, logical_date=logical_date, start=start))
    refused = observe_at_each(world, DOINGS, asked, [0])

    last = begin((logical_date or now) - timedelta(hours=lag if start else 0), DAY)
    assert asked == interval(IntervalKind.WINDOW, last - DAY, DAY)
    assert bool(refused) == (now.timestamp() < last)
    assert [each.nature for each in world.manifests] == [Nature.EVENTS] * (not refused)
