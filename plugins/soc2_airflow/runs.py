"""Which slot an Airflow run is for, and who made it: one resolver for every kind of run."""

from datetime import datetime
from typing import Any

from include.model.interval import Interval, slot_of
from include.model.provenance import run
from include.model.reference import Run, RunType


def slot_of_run(context: Any) -> Interval:
    """Return the slot that a run is for: that of its logical date.

    A run triggered without a date has none; it is for the slot in which it was asked for.
    """
    dag_run = context["dag_run"]
    instant: datetime = dag_run.logical_date or dag_run.run_after
    return slot_of(instant)


def run_of(context: Any) -> Run:
    """Describe the Airflow run for the records that it leaves."""
    dag_run = context["dag_run"]
    user = getattr(dag_run, "triggering_user_name", None)
    kind = RunType(dag_run.run_type.value)
    return run(
        f"{dag_run.dag_id}/{dag_run.run_id}",
        kind,
        user or f"airflow ({kind.value.replace('_', ' ')})",
    )
