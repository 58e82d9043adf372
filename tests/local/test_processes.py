import json
import os
import sys
import time

import psutil
import pytest

from soc2_airflow import processes

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def nothing_left(tmp_path):
    yield
    processes.stop_all(tmp_path)


def first_line(log):
    until = time.monotonic() + 20
    while "\n" not in (text := log.read_text()):
        assert time.monotonic() < until, "it said nothing"
        time.sleep(0.02)
    return text.splitlines()[0]


def test_a_process_is_found_again_by_its_name(tmp_path):
    started = processes.start(tmp_path, "sleeper", SLEEPER, os.environ)

    assert processes.running(tmp_path) == {"sleeper": started}


def test_a_process_that_ended_does_not_run(tmp_path):
    processes.start(tmp_path, "brief", [sys.executable, "-c", ""], os.environ).wait()

    assert processes.running(tmp_path) == {}


def test_an_id_that_now_belongs_to_another_process_is_not_ours(tmp_path):
    processes.start(tmp_path, "sleeper", SLEEPER, os.environ)
    processes.stop(tmp_path, "sleeper")
    note = {"pid": os.getpid(), "started": 1.0}
    (tmp_path / "run" / "sleeper.json").write_text(json.dumps(note))

    assert processes.find(tmp_path, "sleeper") is None


def test_stopping_tells_whether_it_ran(tmp_path):
    processes.start(tmp_path, "sleeper", SLEEPER, os.environ)

    assert [processes.stop(tmp_path, "sleeper"), processes.stop(tmp_path, "sleeper")] == [
        True,
        False,
    ]


def test_a_process_that_ignores_us_is_killed_with_the_children_that_left_its_session(tmp_path):
    processes.start(tmp_path, "stubborn", [sys.executable, "-c", STUBBORN], os.environ)
    child = psutil.Process(int(first_line(processes.log_of(tmp_path, "stubborn"))))

    processes.stop(tmp_path, "stubborn", patience=0.2)

    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("start\nsqlalchemy.exc.OperationalError: no route\ncleaning up\n", "no route"),
        ("start\nport in use\n\n", "port in use"),
        ("", "it wrote nothing"),
    ],
)
def test_the_last_words_are_the_last_error_or_else_the_last_line(tmp_path, log, words):
    (tmp_path / "log").write_text(log)

    assert words in processes.last_words(tmp_path / "log")
