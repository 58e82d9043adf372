"""Tells people when a run has not ended in time; whether one began, the page Compliance tells."""

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import BaseDeadlineReference, DeadlineAlert

from include.model.interval import utc_now

TOO_LATE = timedelta(hours=3)


class AskedFor(BaseDeadlineReference):
    """The moment at which a run was asked for.

    Airflow 3.3.2 can't clear a task of a run whose deadline is reckoned from its own DAGRUN_QUEUED_AT: it
    takes the stored interval for seconds.
    """

    def _evaluate_with(self, **_: Any) -> datetime:
        """Return now: Airflow asks when it makes the run."""
        return utc_now()


def tell_late(context: Any = None, **_: Any) -> None:
    """Say which run goes on for too long."""
    from soc2_airflow.alerts.alert import Alert
    from soc2_airflow.alerts.channels import tell

    dag_run = (context or {}).get("dag_run") or {}
    run_id = dag_run.get("dag_run_id") or dag_run.get("run_id")
    subject = f"A run has not ended after {TOO_LATE.seconds // 3600} hours"
    to_do = "Look which of its tasks goes on. A slot that passes without evidence stays a gap."
    tell(Alert(subject, (f"{dag_run.get('dag_id')} {run_id}",), to_do), context)


def deadline() -> DeadlineAlert:
    """Return the deadline of a DAG that is never caught up: a day that waits for its turn is not late."""
    return DeadlineAlert(
        name="ends in time",
        reference=AskedFor(),
        interval=TOO_LATE,
        callback=SyncCallback(tell_late),
    )
