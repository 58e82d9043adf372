"""
# Events of a range of days, collected by hand

Collects every source of events and history (or those that are named) for the days `from` to `to`, both
inclusive, in chunks of up to thirty days a task; then judges, loads and seals like every other run.

State is not among them: it was observed in its slot or never will be. A day that is not over, or that its
source no longer keeps, is named in the log and stays a gap. Running it again changes nothing.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import Param, dag, task

from include import control_tests
from include.model.interval import IntervalKind
from soc2_airflow.alerts import TellPeople
from soc2_airflow.backfill import BackfillEvidence, chunks
from soc2_airflow.operators import LoadWarehouse, RecordGaps, SealLocker, ValidateControlTests
from soc2_airflow.wiring import DEFAULT_ARGS


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(days=2),
    doc_md=__doc__,
    tags=["soc2", "events"],
    default_args=DEFAULT_ARGS | {"execution_timeout": timedelta(hours=6)},
    params={
        "from": Param("2026-01-01", type="string", format="date", title="First day (UTC)"),
        "to": Param("2026-01-31", type="string", format="date", title="Last day (UTC)"),
        "sources": Param([], type="array", title="Sources of events", description="Empty: all"),
    },
)
def soc2_backfill():
    """Wire chunks of days through the three verbs."""

    @task
    def plan(params=None):
        return chunks(params["from"], params["to"], params["sources"])

    collected = BackfillEvidence.partial(
        task_id="extract",
        map_index_template="{{ task.source }} {{ task.scope_id }} {{ task.first }}",
    ).expand_kwargs(plan())
    gaps = RecordGaps(task_id="gaps", trigger_rule="all_done")
    loaded = LoadWarehouse(task_id="load", trigger_rule="all_done")
    sealed = SealLocker(task_id="seal", trigger_rule="all_done")
    for theme in control_tests.names():
        judged = ValidateControlTests(
            task_id=f"validate_{theme}",
            theme=theme,
            per=IntervalKind.WINDOW.value,
            trigger_rule="all_done",
        )
        gaps >> judged >> loaded

    @task(trigger_rule="none_failed")
    def every_collection_succeeded():
        """Be red when a collection failed."""

    collected >> gaps
    loaded >> sealed >> TellPeople(task_id="tell", trigger_rule="all_done")
    [collected, sealed] >> every_collection_succeeded()


soc2_backfill()
