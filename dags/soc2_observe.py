"""
# SOC 2 evidence of state, every six hours

Observes every source of state in every scope (**extract**), judges every control test on what came
(**validate**), and appends the outcomes to the warehouse (**load**).

State is known now or never: a run fills the slot that it began in. Missed slots are not caught up; they
stay as gaps. *Skipped* means that it can't be known any more, *failed* means: act, something should have
answered. What could not be read leaves its control tests inconclusive, never absent.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task, task_group

from include import control_tests, sources
from soc2_airflow.operators import ExtractEvidence, LoadWarehouse, ValidateControlTests
from soc2_airflow.scopes import scope_ids


@dag(
    schedule=CronTriggerTimetable("0 */6 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    doc_md=__doc__,
    tags=["soc2", "state"],
    default_args={
        "owner": "compliance",
        "retries": 3,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=30),
        "execution_timeout": timedelta(hours=1),
    },
)
def soc2_observe():
    """Wire the three verbs; the page above says when and why."""

    @task_group
    def extract():
        for provider, members in sources.by_provider().items():
            ids = task(task_id=f"{provider}_scopes")(scope_ids)(provider)
            for source in members:
                ExtractEvidence.partial(
                    task_id=source.replace(".", "_"),
                    source=source,
                    map_index_template="{{ task.scope_id }}",
                ).expand(scope_id=ids)

    @task_group
    def validate():
        for theme in control_tests.names():
            ValidateControlTests(task_id=theme, theme=theme, trigger_rule="all_done")

    collected = extract()
    loaded = LoadWarehouse(task_id="load", trigger_rule="all_done")

    @task(trigger_rule="none_failed")
    def every_collection_succeeded():
        """Airflow judges a run by its last tasks: this one is red when a collection failed."""

    collected >> validate() >> loaded
    [collected, loaded] >> every_collection_succeeded()


soc2_observe()
