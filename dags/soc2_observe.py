"""
# SOC 2 evidence of state, every six hours

Observes every source of state in every scope (**extract**), judges every control test on what came
(**validate**), appends the outcomes to the warehouse (**load**), and seals what was recorded.

State is known now or never: a run fills the slot that it began in. Missed slots are not caught up; they
stay as gaps. *Skipped* means that it can't be known any more, *failed* means: act, something should have
answered. What could not be read leaves its control tests inconclusive, never absent.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import CronTriggerTimetable, dag

from include.model.interval import IntervalKind
from soc2_airflow.alerts import lateness
from soc2_airflow.wiring import DEFAULT_ARGS, extract_validate_load


@dag(
    schedule=CronTriggerTimetable("0 */6 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    deadline=lateness.deadline(IntervalKind.SLOT),
    doc_md=__doc__,
    tags=["soc2", "state"],
    default_args=DEFAULT_ARGS,
)
def soc2_observe():
    """Wire the three verbs; the page above says when and why."""
    extract_validate_load(IntervalKind.SLOT, "state")


soc2_observe()
