"""
# SOC 2 evidence of events and history, one run per closed day

Collects what happened in one UTC day (**extract**) once the day is over and its late events have arrived,
judges the control tests that read events (**validate**), appends the outcomes (**load**), and seals.

Events carry their own time and can be collected later: catchup and `airflow backfill` are what this DAG
is for. A day that is not over is refused; a day that its source no longer keeps stays a gap.

Paused until somebody switches it on; then it catches up from the company's first day (`starts_on` in
`scope.yaml`). Earlier days are for `airflow backfill create --dag-id soc2_daily` or `soc2_backfill`.
"""

from datetime import timedelta

from airflow.sdk import dag

from include.model.interval import IntervalKind
from soc2_airflow.alerts import lateness
from soc2_airflow.scopes import first_day
from soc2_airflow.timetable import ClosedDay
from soc2_airflow.wiring import DEFAULT_ARGS, extract_validate_load


@dag(
    schedule=ClosedDay(lag_hours=6),
    start_date=first_day(),
    catchup=True,
    is_paused_upon_creation=True,
    max_active_runs=4,
    dagrun_timeout=timedelta(hours=12),
    deadline=lateness.deadline(IntervalKind.WINDOW),
    doc_md=__doc__,
    tags=["soc2", "events"],
    default_args=DEFAULT_ARGS,
)
def soc2_daily():
    """Wire the three verbs; the page above says when and why."""
    extract_validate_load(IntervalKind.WINDOW, "events", "history")


soc2_daily()
