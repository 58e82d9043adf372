"""`airflow backfill create` of soc2_daily, by a real scheduler, comes to what one run of the verbs says."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
from rich.console import Console

from include import sources
from include.control_tests.definitions import load_all
from include.extract import extract
from include.extract.gaps import record_gaps
from include.locker import Locker
from include.model.company import read_company
from include.model.errors import NotKnowable
from include.model.interval import DAY, IntervalKind, utc_now, window_of
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import RunType
from include.validate import validate
from include.warehouse import embedded
from include.warehouse.embedded.ports import free_port
from soc2_airflow import local
from soc2_airflow.environment import AIRFLOW_DATABASE, environment
from tests.demo import emulation
from tests.slow import SLOW
from tests.whole.conftest import Pipeline

pytestmark = pytest.mark.minutes(3)

# Each day is a dozen tasks of Airflow, and each of these takes seconds: SOC2_BACKFILL_DAYS=90 takes an hour.
DAYS = int(os.environ.get("SOC2_BACKFILL_DAYS", "3"))
PATIENCE_SECONDS = 180 + 60 * DAYS
ENDED = {"success", "failed"}
RUN = run("test/range", RunType.BACKFILL, "test")


@pytest.fixture(scope="module")
def company(tmp_path_factory, days):
    """The emulated company's files, with evidence due from the first of these days."""
    folder = tmp_path_factory.mktemp("company") / "company"
    shutil.copytree(emulation.COMPANY, folder)
    scope = folder / "scope.yaml"
    text = scope.read_text(encoding="utf-8")
    began = re.sub(r"(?m)^starts_on: .*$", f"starts_on: {days[0].id}", text)
    scope.write_text(began, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def emulated(start_emulator, start_github):
    """Both systems; GitHub without an hour's limit, since a season is asked for in minutes."""
    aws, github = start_emulator(), start_github()
    limit = b'{"primary": {"after": 1000000, "seconds": 86400}}'
    urllib.request.urlopen(f"{github}/_demo/limit", data=limit, timeout=10).close()
    return aws, github


@pytest.fixture(scope="module")
def days():
    # The last one for which the timetable has a run: it waits six hours after a day's end.
    last = window_of(utc_now() - DAY - timedelta(hours=6)).start
    return [window_of(last - DAY * back) for back in range(DAYS - 1, -1, -1)]


@pytest.fixture(scope="module")
def by_the_verbs(emulated, company, days, tmp_path_factory):
    """Collect day by day, then judge all of them at once."""
    pipeline = _pipeline(emulated, company, tmp_path_factory.mktemp("verbs") / "locker")
    for name in sources.names("events", "history"):
        for scope, connect in pipeline.asked(name):
            for window in days:
                # GitHub tells of some things for a month only; no past of AWS Config is declared.
                with suppress(NotKnowable):
                    extract(name, scope, connect, locker=pipeline.locker, run=RUN, interval=window)
    read = read_company(company)
    known = [(name, sources.load(name).SOURCE) for name in sources.names()]
    record_gaps(pipeline.locker, known, read.scope.scopes(), run=RUN)
    validate(pipeline.locker, list(load_all().values()), read, run=RUN)
    return _judged(pipeline.locker)


@pytest.fixture(scope="module")
def by_airflow(emulated, company, days, tmp_path_factory):
    """Start an installation, ask for the backfill as an operator does, wait for its end."""
    home = tmp_path_factory.mktemp("airflow")
    _pipeline(emulated, company, home / "locker")
    ports = emulation.Ports(*(int(url.rpartition(":")[2]) for url in emulated))
    connections, port = emulation.connections(ports), free_port()
    made = {"company": company, "connections": connections, "port": port}
    try:
        local.up(home, Console(quiet=True), paused=True, **made)
        server = embedded.ensure(home / "postgres")
        settings = environment(home, server, paused=True, **made)
        span = ("--from-date", days[0].id, "--to-date", days[-1].id, "--max-active-runs", "4")
        _airflow(settings, "backfill", "create", "--dag-id", "soc2_daily", *span)
        # Only now, or the scheduler would catch these days up itself.
        _airflow(settings, "dags", "unpause", "--yes", "soc2_daily")
        states = _wait(server.uri(AIRFLOW_DATABASE))
        judged = _judged(Locker.open(home / "locker"))
    finally:
        local.down(home)
        _remove_data(home)
    assert states == ["success"] * DAYS
    return judged


@SLOW
def test_every_day_comes_to_the_same_verdicts_for_the_same_reasons(by_airflow, by_the_verbs, days):
    differing = {key for key in by_the_verbs if by_airflow.get(key) != by_the_verbs[key]}

    assert {key: by_airflow.get(key) for key in differing} == {
        key: by_the_verbs[key] for key in differing
    }
    assert by_airflow.keys() == by_the_verbs.keys()
    assert {day for _, _, day in by_the_verbs} == {day.id for day in days}


def _pipeline(emulated, company, folder):
    """A locker in which the registers were read, so that changes are held against them."""
    pipeline = Pipeline(*emulated, Locker.open(folder), company=company)
    for name in sources.by_provider("state")["registers"]:
        for scope, connect in pipeline.asked(name):
            extract(name, scope, connect, locker=pipeline.locker, run=RUN)
    return pipeline


def _judged(locker):
    """The last judgement of each test, scope and day: outcome, and each item with verdict and reason."""
    found = {}
    for entry in locker.entries():
        made = entry.record
        if isinstance(made, Judgement) and made.interval.kind is IntervalKind.WINDOW:
            rows = locker.table(made.verdicts).to_pylist()
            for each in made.assessments:
                items = sorted(
                    (row["item_id"], row["verdict"], row["reason"] or "")
                    for row in rows
                    if (row["test"], row["scope_id"]) == (each.test, each.scope.id)
                )
                key = (each.test, each.scope.id, made.interval.id)
                found[key] = (each.outcome, each.is_complete, each.reason, items)
    return found


def _wait(uri):
    """Return the states of all runs once none goes on."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with psycopg.connect(uri) as database:
            asked = (
                "select state from dag_run where dag_id = 'soc2_daily' and backfill_id is not null"
            )
            states = [state for (state,) in database.execute(asked)]
        if states and set(states) <= ENDED:
            return states
        time.sleep(1)
    pytest.fail(f"still running after {timedelta(seconds=PATIENCE_SECONDS)}: {states}")


def _airflow(settings, *arguments):
    command = [sys.executable, "-m", "airflow", *arguments]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _remove_data(home):
    """Where everything is root, PostgreSQL's data had to go where its own account may."""
    elsewhere = home / "postgres" / "elsewhere"
    if elsewhere.exists():
        shutil.rmtree(elsewhere.read_text(encoding="utf-8").strip(), ignore_errors=True)
