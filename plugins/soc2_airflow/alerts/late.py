"""Tells people when a run has not ended in time; whether one began, the page Compliance tells."""

from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

TOO_LATE = timedelta(hours=3)


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
    """Return the deadline that every scheduled DAG has."""
    return DeadlineAlert(
        name="ends in time",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=TOO_LATE,
        callback=SyncCallback(tell_late),
    )
