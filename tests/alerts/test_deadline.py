"""A scheduled run that takes too long, in Airflow as it runs: the scheduler notices, the triggerer writes."""

import re
import shutil
import subprocess
import sys
import time

import pytest
from rich.console import Console

from include.warehouse import embedded
from include.warehouse.embedded.ports import free_port
from soc2_airflow import local
from soc2_airflow.environment import environment
from tests.demo import emulation
from tests.slow import SLOW

pytestmark = SLOW
PATIENCE_SECONDS = 240.0


@pytest.fixture
def installation(tmp_path, mail_server, monkeypatch):
    """Airflow for a company whose systems do not answer, where a slot is late after a second."""
    home, port = tmp_path / "home", free_port()
    monkeypatch.setenv("SOC2_SLOT_LATE_HOURS", str(1 / 3600))
    nobody = emulation.connections(emulation.Ports())
    parts, _ = mail_server
    made = {
        "company": emulation.company(home),
        "connections": {**nobody, "alerts_smtp": parts},
        "port": port,
        "paused": True,
    }
    local.up(home, Console(quiet=True), **made)
    yield environment(home, embedded.ensure(home / "postgres"), **made)
    local.down(home)
    elsewhere = home / "postgres" / "elsewhere"
    if elsewhere.exists():
        shutil.rmtree(elsewhere.read_text(encoding="utf-8").strip(), ignore_errors=True)


def test_a_person_is_told_of_a_slot_that_is_late(installation, mail_server):
    _, mails = mail_server
    command = [sys.executable, "-m", "airflow", "dags", "unpause", "--yes", "soc2_observe"]

    subprocess.run(command, env=installation, capture_output=True, check=True)

    until = time.monotonic() + PATIENCE_SECONDS
    while not mails and time.monotonic() < until:
        time.sleep(1)
    (mail,) = mails
    assert re.fullmatch(r"\[SOC 2 evidence\] Late: the slot \S+Z is not observed", mail["subject"])
    body = mail.get_body(("html",)).get_content()
    assert re.search(r"\d+ of \d+ tasks are done", body)
