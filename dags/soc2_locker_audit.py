"""
# The locker, verified every week

Verifies every entry and file of the locker, its chain of seals, and the warehouse's rows against them. What
is found is recorded as evidence, judged (EVD-02), loaded and sealed. *Failed* means: treat it as a
security incident, and do not seal again before the cause is known.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task

from include.model.interval import IntervalKind
from soc2_airflow.alerts import TellPeople
from soc2_airflow.operators import AuditLocker, LoadWarehouse, SealLocker, ValidateControlTests
from soc2_airflow.wiring import DEFAULT_ARGS


@dag(
    schedule=CronTriggerTimetable("30 3 * * 1", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    doc_md=__doc__,
    tags=["soc2", "integrity"],
    default_args=DEFAULT_ARGS,
)
def soc2_locker_audit():
    """Wire the audit and what judges it."""

    @task(trigger_rule="none_failed")
    def every_step_succeeded():
        """Be red when the audit or the seal failed."""

    audited = AuditLocker(task_id="audit")
    judged = ValidateControlTests(
        task_id="validate", theme="evidence", per=IntervalKind.SLOT.value, trigger_rule="all_done"
    )
    loaded = LoadWarehouse(task_id="load", trigger_rule="all_done")
    # A locker with a problem is not sealed over.
    sealed = SealLocker(task_id="seal")
    told = TellPeople(task_id="tell", trigger_rule="all_done")
    audited >> judged >> loaded
    [audited, loaded] >> sealed >> told
    [audited, sealed] >> every_step_succeeded()


soc2_locker_audit()
