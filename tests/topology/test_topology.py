"""The topology of docker-compose.yaml, on this machine: Celery workers find what the LocalExecutor finds."""

import json
import shutil
import time
from datetime import timedelta

import pytest

from include.load import load
from include.locker import Locker
from include.locker.verify import verify
from include.model.interval import DAY, slot_of, utc_now, window_of
from include.model.record import Judgement
from include.warehouse.schema import digest
from soc2_airflow import dotenv, processes
from tests.slow import SLOW
from tests.topology.asking import Airflow, until
from tests.topology.native import Native

pytestmark = [
    SLOW,
    pytest.mark.minutes(4),
    pytest.mark.skipif(
        not shutil.which("redis-server"),
        reason="redis-server is not installed: make test-all installs it",
    ),
]
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
# By default a dead worker's task is missed after five minutes, and a queued one after ten.
IMPATIENT = {
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
}
LAG = timedelta(hours=6)
WITHIN = timedelta(minutes=15)


@pytest.fixture(scope="module")
def native(tmp_path_factory):
    """Everything healthy, with a slot and a day that last until all is done."""
    while slot_of(utc_now()) != slot_of(utc_now() + WITHIN):
        time.sleep(10)
    made = Native(tmp_path_factory.mktemp("topology"))
    try:
        assert made.postgres
        for name in ("redis", "emulated-aws", "emulated-github"):
            made.start(name)
        made.await_healthy("postgres", "redis")
        made.once("databases")
        made.once("init")
        for name in AIRFLOW:
            made.start(name, **IMPATIENT)
        made.await_healthy("emulated-aws", "emulated-github", *AIRFLOW)
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def airflow(native):
    address = f"http://127.0.0.1:{native.ports['8080']}"
    return Airflow(address, "admin", native.settings["AIRFLOW_ADMIN_PASSWORD"])


@pytest.fixture(scope="module")
def by_celery(native, airflow):
    """A day whose worker dies in the middle, and an observation; the locker that came of it."""
    day = window_of(window_of(utc_now() - LAG).start - DAY)
    until(lambda: {"soc2_daily", "soc2_observe"} <= known(airflow), "the DAGs")
    # While the DAG is still off: what was run is not caught up.
    airflow.backfill("soc2_daily", day.start.isoformat())
    until(
        lambda: (airflow.dag("soc2_daily")["next_dagrun_run_after"] or "") > utc_now().isoformat(),
        "the day",
    )
    airflow.unpause("soc2_daily")
    run_id = airflow.runs("soc2_daily")[0]["dag_run_id"]
    kill_in_mid_task(native, airflow, run_id)

    assert airflow.ended("soc2_daily", run_id) == "success"
    # Of a source's tasks, one per scope, any may have been the one in the middle.
    tries = [each["try_number"] for each in airflow.tasks("soc2_daily", run_id)]
    assert max(tries) > 1
    observe(airflow)
    return Locker.open(native.volume("locker"))


@pytest.fixture(scope="module")
def by_local(native, airflow, by_celery):
    """The same day and slot, by the LocalExecutor, into a locker and a warehouse of its own."""
    for name in ("scheduler", "worker"):
        processes.stop(native.folder, name)
    extra = {"path": str(native.folder / "local-locker")}
    own = {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW_CONN_LOCKER": json.dumps({"conn_type": "generic", "extra": extra}),
        "AIRFLOW_CONN_WAREHOUSE": native.postgres.create_database("local"),
    }
    native.start("scheduler", **(native.environment("worker") | IMPATIENT | own))
    assert airflow.ended("soc2_daily", airflow.trigger("soc2_daily")) == "success"
    observe(airflow)
    return Locker.open(native.folder / "local-locker")


def known(airflow):
    return {each["dag_id"] for each in airflow.ask("GET", "/api/v2/dags")["dags"]}


def collecting(airflow, run_id):
    return [
        each
        for each in airflow.tasks("soc2_daily", run_id)
        if each["state"] == "running" and each["map_index"] >= 0
    ]


def kill_in_mid_task(native, airflow, run_id):
    """Kill the worker until it was in the middle of one: what it leaves is still said to run."""
    caught = []
    while not caught:
        until(lambda: collecting(airflow, run_id), "a task that collects")
        native.kill("worker")
        caught = collecting(airflow, run_id)
        native.start("worker", **IMPATIENT)


def observe(airflow):
    airflow.unpause("soc2_observe")
    airflow.trigger("soc2_observe")
    # Switching it on may have begun a run of its own, which records, too, until it is over.
    runs = [each["dag_run_id"] for each in airflow.runs("soc2_observe")]
    assert {airflow.ended("soc2_observe", each) for each in runs} == {"success"}


def verdicts(locker):
    """Return what was said of every item."""
    made = [entry.record for entry in locker.entries() if isinstance(entry.record, Judgement)]
    rows = [row for each in made for row in locker.table(each.verdicts).to_pylist()]
    return {(row["test"], row["scope_id"], row["item_id"], row["verdict"]) for row in rows}


def test_workers_find_what_the_local_executor_finds_though_one_is_killed(by_celery, by_local):
    assert verdicts(by_celery) == verdicts(by_local)
    assert {verdict for _, _, _, verdict in verdicts(by_celery)} >= {"conforming", "deviating"}


def test_what_the_workers_loaded_is_what_the_locker_says(native, by_celery):
    again, warehouse = native.postgres.create_database("again"), native.postgres.uri("warehouse")

    load(by_celery, again)

    # The last run's own seal follows its load; nothing else may be left for the next one.
    assert sum(load(by_celery, warehouse).rows.values()) == 0
    assert digest(warehouse) == digest(again)
    assert digest(again)["fct_assessment"][0] > 0


def test_no_secret_stands_in_a_log_or_in_the_evidence(native, by_local):
    connection = json.loads(native.settings["AIRFLOW_CONN_SEALING_KEY"])
    secrets = {native.settings[name] for name in dotenv.MAKERS} | {
        connection["password"].split("\n")[1]
    }

    files = [
        path for path in native.folder.rglob("*") if path.is_file() and path.suffix != ".parquet"
    ]

    # PostgreSQL's own folder is of PostgreSQL; .env is where they belong.
    texts = {p: p.read_bytes() for p in files if "postgres" not in p.parts and p.name != ".env"}
    assert len(texts) > 100
    assert [p for p, text in texts.items() if any(each.encode() in text for each in secrets)] == []


def test_the_locker_that_they_left_is_whole_and_sealed(by_celery):
    found = verify(by_celery.root)

    assert found.problems == []
    assert found.seals >= 2
