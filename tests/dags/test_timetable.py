from datetime import UTC, datetime, timedelta

import pendulum
import pytest
from airflow.timetables.base import DataInterval, TimeRestriction
from hypothesis import given
from hypothesis import strategies as st

from soc2_airflow.timetable import ClosedDay

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.timezones())


def restriction(earliest="2026-11-01", *, catchup=True):
    return TimeRestriction(earliest=pendulum.parse(earliest), latest=None, catchup=catchup)


def test_the_first_run_is_for_the_first_day_after_its_end_and_the_lag():
    run = ClosedDay(lag_hours=6).next_dagrun_info(
        last_automated_data_interval=None, restriction=restriction()
    )

    assert run.data_interval.start == pendulum.datetime(2026, 11, 1)
    assert run.data_interval.end == pendulum.datetime(2026, 11, 2)
    assert run.run_after == pendulum.datetime(2026, 11, 2, 6)


def test_a_start_in_the_middle_of_a_day_begins_with_the_next_whole_day():
    run = ClosedDay().next_dagrun_info(
        last_automated_data_interval=None, restriction=restriction("2026-11-01T10:00:00")
    )

    assert run.data_interval.start == pendulum.datetime(2026, 11, 2)


def test_every_day_follows_the_one_before_without_a_hole():
    timetable, last, days = ClosedDay(), None, []
    for _ in range(400):
        run = timetable.next_dagrun_info(
            last_automated_data_interval=last, restriction=restriction("2026-01-01")
        )
        last = run.data_interval
        days.append(last.start)

    assert days == [pendulum.datetime(2026, 1, 1).add(days=n) for n in range(400)]


def test_without_catchup_only_the_last_closed_day_is_run():
    run = ClosedDay(lag_hours=0).next_dagrun_info(
        last_automated_data_interval=None, restriction=restriction("2020-01-01", catchup=False)
    )

    assert run.data_interval.end == pendulum.now("UTC").start_of("day")


@given(INSTANTS)
def test_a_manual_run_is_for_a_whole_day_that_was_over_with_its_lag(instant):
    asked = pendulum.instance(instant)

    interval = ClosedDay(lag_hours=6).infer_manual_data_interval(run_after=asked)

    assert interval.end - interval.start == timedelta(days=1)
    assert interval.start.in_timezone("UTC").time() == datetime.min.time()
    assert interval.end <= asked - timedelta(hours=6)
    assert asked - interval.end < timedelta(hours=30)


@pytest.mark.parametrize("lag", [0, 6, 1.5])
def test_it_is_read_back_from_airflows_database(lag):
    timetable = ClosedDay(lag_hours=lag)

    again = ClosedDay.deserialize(timetable.serialize())

    assert again.serialize() == timetable.serialize()
    assert again.summary == timetable.summary


def test_airflow_knows_it_by_the_plugin(dags):
    from airflow.serialization.serialized_objects import DagSerialization

    written = DagSerialization.to_dict(dags["soc2_daily"])

    assert "ClosedDay" in str(written["dag"]["timetable"])


def test_an_interval_that_was_shifted_by_hand_is_brought_back_to_whole_days():
    shifted = DataInterval(
        pendulum.datetime(2026, 11, 1, 6, 30), pendulum.datetime(2026, 11, 2, 6, 30)
    )

    run = ClosedDay().next_dagrun_info(
        last_automated_data_interval=shifted, restriction=restriction()
    )

    assert run.data_interval.start == pendulum.datetime(2026, 11, 2, tz=UTC)
