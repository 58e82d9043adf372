"""The timetable of closed days: one run per UTC day, after the day and a lag."""

from datetime import timedelta
from typing import Any

import pendulum
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime

_DAY = timedelta(days=1)


class ClosedDay(Timetable):
    """Windows ``[D, D+1)`` in UTC, each run at ``D+1`` plus a lag in which late events still arrive.

    A cron expression at half past six would make windows from half past six; these are days.
    """

    def __init__(self, lag_hours: float = 6) -> None:
        """Wait so many hours after a day's end."""
        self._lag = timedelta(hours=lag_hours)
        self.description = f"each UTC day, {lag_hours:g} hours after its end"

    @property
    def summary(self) -> str:
        """Say it in the list of DAGs."""
        return f"closed day + {self._lag / timedelta(hours=1):g} h"

    def serialize(self) -> dict[str, Any]:
        """Keep the lag beside the DAG."""
        return {"lag_hours": self._lag / timedelta(hours=1)}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "ClosedDay":
        """Read the lag back."""
        return cls(data["lag_hours"])

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """Take the last day that was over, with its lag, when the run was asked for."""
        end = _midnight(run_after - self._lag)
        return DataInterval(start=end - _DAY, end=end)

    def next_dagrun_info(
        self,
        *,
        last_automated_data_interval: DataInterval | None,
        restriction: TimeRestriction,
    ) -> DagRunInfo | None:
        """Give the next day: the one after the last run, or the first; without catchup the last closed."""
        if last_automated_data_interval is not None:
            start = _midnight(last_automated_data_interval.end)
        elif restriction.earliest is not None:
            start = _not_before(restriction.earliest)
        else:
            return None
        if restriction.earliest is not None:
            start = max(start, _not_before(restriction.earliest))
        if not restriction.catchup:
            start = max(start, _midnight(pendulum.now("UTC") - self._lag) - _DAY)
        if restriction.latest is not None and start > restriction.latest:
            return None
        end = start + _DAY
        return DagRunInfo(run_after=end + self._lag, data_interval=DataInterval(start, end))


def _midnight(instant: DateTime) -> DateTime:
    """Return the beginning of an instant's UTC day."""
    return pendulum.instance(instant).in_timezone("UTC").start_of("day")


def _not_before(instant: DateTime) -> DateTime:
    """Return the first midnight at or after an instant."""
    midnight = _midnight(instant)
    return midnight if midnight == instant else midnight + _DAY
