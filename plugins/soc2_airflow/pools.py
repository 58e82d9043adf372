"""The pools of tasks that ask, one per provider: whoever waits for one API takes no slot from the others.

Airflow never schedules a task whose pool is not there, so whatever runs jobs makes them when it starts, the
scheduler among them. How many slots a pool has is the operator's, by Airflow's page of pools: what is there
already stays as it is.
"""

from typing import Any

from airflow.listeners import hookimpl

from include import sources

# GitHub counts requests per organisation and dislikes many at once; a register is a file.
_SLOTS = {"aws": 16, "github": 4, "registers": 4}
_SLOTS_OF_OTHERS = 8


def pool_of(provider: str) -> str:
    """Name the pool of a provider's tasks."""
    return f"soc2_{provider}"


@hookimpl
def on_starting(component: Any) -> None:
    """Make the pools that are missing; a task, which starts too, may not see Airflow's tables."""
    from airflow.jobs.job import Job

    if not isinstance(component, Job):
        return
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session

    with create_session() as session:
        for provider in sources.by_provider():
            if Pool.get_pool(pool_of(provider), session=session) is None:
                session.add(
                    Pool(
                        pool=pool_of(provider),
                        slots=_SLOTS.get(provider, _SLOTS_OF_OTHERS),
                        description=f"Tasks that ask {provider} for evidence",
                        include_deferred=False,
                    )
                )
