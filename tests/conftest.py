"""What tests of several rooms need: the emulated AWS and GitHub, as the processes that the demo starts."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from shutil import disk_usage

import pytest
from hypothesis import HealthCheck, settings

from tests.slow import SLOW

# How busy the machine is says nothing of a property.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).parents[1]

# Lockers, databases and Git repositories of a minute: in memory, where the machine has some to spare.
MEMORY, SPARE_BYTES = Path("/dev/shm"), 8 << 30
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > SPARE_BYTES:
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None

# Before any room imports Airflow: it reads its configuration once.
os.environ.setdefault("AIRFLOW_HOME", str(ROOT / ".local" / "pytest-airflow"))
os.environ.setdefault("AIRFLOW__API_AUTH__JWT_SECRET", secrets.token_urlsafe(48))
os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(ROOT / "dags")
os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(ROOT / "plugins")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest: at the end no worker waits for another."""
    minutes = defaultdict(float)
    for each in items:
        said = [mark.args[0] for mark in each.iter_markers("minutes")]
        is_slow = SLOW.mark in each.iter_markers("skipif")
        minutes[each.path] = max(minutes[each.path], float(is_slow), *said)
    items.sort(key=lambda each: -minutes[each.path])


@pytest.fixture(scope="session")
def start_emulator():
    yield from _starting("emulated_aws")


@pytest.fixture(scope="session")
def start_github():
    yield from _starting("emulated_github")


@pytest.fixture(scope="session")
def emulated_github(start_github):
    """A GitHub that nobody changes."""
    return start_github("--plan", "enterprise")


def _starting(emulator):
    processes = []

    def start(*options):
        command = [sys.executable, "-m", f"tests.demo.{emulator}", "--port", "0"]
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        word, _, endpoint = process.stdout.readline().strip().partition(" ")
        assert word == "ready"
        return endpoint

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        with process:
            assert process.wait(timeout=60) == 0
