"""Which slot or window an Airflow run is for, and who made it: one resolver for every kind of run."""

from datetime import datetime, timedelta
from typing import Any

from include.model.interval import Interval, IntervalKind, slot_of, window_of
from include.model.provenance import run
from include.model.reference import Run, RunType

_MOMENT = timedelta(microseconds=1)


def interval_of_run(context: Any, kind: str) -> Interval:
    """Return the slot or the window that a run is for."""
    return slot_of_run(context) if kind == IntervalKind.SLOT else window_of_run(context)


def slot_of_run(context: Any) -> Interval:
    """Return the slot that a run is for: that of its logical date.

    A run triggered without a date has none; it is for the slot in which it was asked for.
    """
    dag_run = context["dag_run"]
    instant: datetime = dag_run.logical_date or dag_run.run_after
    return slot_of(instant)


def window_of_run(context: Any) -> Interval:
    """Return the UTC day that a run is for: that of its data interval, never of its logical date.

    Airflow puts the interval of a manual run before its date; a run triggered without one is for the
    last day that was over when it was asked for.
    """
    dag_run = context["dag_run"]
    start: datetime | None = dag_run.data_interval_start
    return window_of(start) if start else window_of(window_of(dag_run.run_after).start - _MOMENT)


def run_of(context: Any) -> Run:
    """Describe the Airflow run for the records that it leaves."""
    dag_run = context["dag_run"]
    user = getattr(dag_run, "triggering_user_name", None)
    kind = RunType(dag_run.run_type.value)
    asked_by = user or f"airflow ({kind.value.replace('_', ' ')})"
    return run(f"{dag_run.dag_id}/{dag_run.run_id}", kind, asked_by)
