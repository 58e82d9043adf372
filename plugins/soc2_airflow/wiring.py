"""What the DAGs share: how tasks are tried, and the groups that every run is made of."""

from datetime import timedelta
from typing import Any

from airflow.sdk import task, task_group

from include import control_tests, sources
from include.model.interval import IntervalKind
from soc2_airflow.alerts import TellPeople
from soc2_airflow.extracting import ExtractEvidence
from soc2_airflow.operators import (
    LoadWarehouse,
    RecordGaps,
    SealLocker,
    ValidateControlTests,
)
from soc2_airflow.pools import pool_of
from soc2_airflow.scopes import scope_ids

DEFAULT_ARGS = {
    "owner": "compliance",
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "execution_timeout": timedelta(hours=1),
}


def extract_validate_load(per: IntervalKind, *natures: str) -> None:
    """Wire one run: every source of these natures, then every theme, then warehouse and seal.

    What could not be collected does not stop what comes after it; the last task is red then, because
    Airflow judges a run by its last tasks.
    """

    @task_group
    def extract() -> None:
        RecordGaps(task_id="gaps")
        for provider, members in sources.by_provider(*natures).items():
            ids = task(task_id=f"{provider}_scopes")(scope_ids)(provider, per.value)
            for source in members:
                ExtractEvidence.partial(
                    task_id=source.replace(".", "_"),
                    source=source,
                    per=per.value,
                    pool=pool_of(provider),
                    map_index_template="{{ task.scope_id }}",
                ).expand(scope_id=ids)

    @task_group
    def validate() -> None:
        for theme in control_tests.names():
            ValidateControlTests(task_id=theme, theme=theme, per=per.value, trigger_rule="all_done")

    @task(trigger_rule="none_failed")
    def every_collection_succeeded() -> None:
        """Be red when a collection failed."""

    collected: Any = extract()
    loaded = LoadWarehouse(task_id="load", trigger_rule="all_done")
    sealed = SealLocker(task_id="seal", trigger_rule="all_done")
    collected >> validate() >> loaded >> sealed
    told = TellPeople(task_id="tell", per=per.value, trigger_rule="all_done")
    sealed >> told
    [collected, loaded, sealed] >> every_collection_succeeded()
