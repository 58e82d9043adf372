"""Whoever waits for one API takes no slot from the others; what an operator set stays."""

from contextlib import contextmanager

import pytest
import sqlalchemy
from sqlalchemy.orm import Session

from include import sources
from soc2_airflow import pools


@pytest.fixture
def airflow_tables(monkeypatch):
    from airflow.models.pool import Pool
    from airflow.utils import session as airflow_session

    engine = sqlalchemy.create_engine("sqlite://")
    # Its table alone: the teams that a pool may belong to are not asked for.
    with engine.begin() as connection:
        columns = ", ".join(each.name for each in Pool.__table__.columns if each.name != "id")
        connection.exec_driver_sql(f"CREATE TABLE slot_pool (id INTEGER PRIMARY KEY, {columns})")

    @contextmanager
    def create_session():
        with Session(engine) as session, session.begin():
            yield session

    monkeypatch.setattr(airflow_session, "create_session", create_session)

    def slots():
        with Session(engine) as session:
            return {each.pool: each.slots for each in session.scalars(sqlalchemy.select(Pool))}

    return engine, slots


@pytest.fixture
def job():
    from airflow.jobs.job import Job

    return Job.__new__(Job)


def test_every_task_that_asks_is_in_the_pool_of_its_provider(dags):
    found = {
        (task.task_id, task.pool)
        for dag_id in ("soc2_observe", "soc2_daily")
        for task in dags[dag_id].tasks
        if task.task_type == "ExtractEvidence"
    }

    assert found
    assert all(pool == f"soc2_{task.split('.')[1].split('_')[0]}" for task, pool in found)
    assert {pool for _, pool in found} == {pools.pool_of(each) for each in sources.by_provider()}


def test_pools_are_made_when_a_job_starts_and_again_adds_nothing(airflow_tables, job):
    _, slots = airflow_tables

    pools.on_starting(job)
    pools.on_starting(job)

    assert slots() == {"soc2_aws": 16, "soc2_github": 4, "soc2_registers": 4}


def test_what_an_operator_set_stays(airflow_tables, job):
    engine, slots = airflow_tables
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO slot_pool (pool, slots, include_deferred) VALUES ('soc2_aws', 64, 0)"
        )

    pools.on_starting(job)

    assert slots()["soc2_aws"] == 64


def test_a_task_that_starts_touches_no_table(airflow_tables):
    _, slots = airflow_tables

    pools.on_starting(object())

    assert slots() == {}
