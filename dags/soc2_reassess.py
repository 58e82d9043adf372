"""
# Days judged again, by hand

Judges the control tests (or those that are named) on the evidence of the days `from` to `to`, both inclusive,
as the tests and parameters are now; then loads and seals. For a new version of a test, another parameter,
or evidence that came late.

What was judged before stays: a new assessment stands beside the old one, and what the same test judged on the
same evidence adds nothing. Nothing is collected.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import Param, dag

from include import control_tests
from soc2_airflow.operators import LoadWarehouse, SealLocker
from soc2_airflow.reassess import ReassessControlTests
from soc2_airflow.wiring import DEFAULT_ARGS


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(days=1),
    doc_md=__doc__,
    tags=["soc2", "assessments"],
    default_args=DEFAULT_ARGS | {"execution_timeout": timedelta(hours=6)},
    params={
        "from": Param("2026-01-01", type="string", format="date", title="First day (UTC)"),
        "to": Param("2026-01-31", type="string", format="date", title="Last day (UTC)"),
        "tests": Param([], type="array", title="Control tests", description="Empty: all"),
    },
)
def soc2_reassess():
    """Wire every theme's judging, then warehouse and seal."""
    loaded = LoadWarehouse(task_id="load", trigger_rule="all_done")
    sealed = SealLocker(task_id="seal")
    for theme in control_tests.names():
        judged = ReassessControlTests(task_id=f"validate_{theme}", theme=theme)
        judged >> loaded
        # A theme that failed leaves the run red.
        judged >> sealed
    loaded >> sealed


soc2_reassess()
