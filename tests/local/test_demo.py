"""`make demo`, `make up` and `make down`, as people meet them."""

import json
import signal
import socket
import urllib.error
import urllib.request

import pytest

from soc2_airflow.components import COMPONENTS
from tests.slow import SLOW

MINUTES = 300


def read_until(process, words):
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


def test_the_demo_finds_exactly_what_was_planted_and_leaves_no_process(demo, home, left_behind):
    process = demo()

    said, _ = process.communicate(timeout=MINUTES)

    assert process.returncode == 0, said
    assert "planted defects found, 0 unexpected" in said
    assert "Emulated" in said
    assert "emulated" in (home / "report.html").read_text(encoding="utf-8").lower()
    assert left_behind() == []


@SLOW
def test_a_second_demo_adds_an_observation(demo):
    first, _ = demo().communicate(timeout=MINUTES)
    second, _ = demo().communicate(timeout=MINUTES)

    assert "of 1 observation\n" in first
    assert "of 2 observations\n" in second


@SLOW
def test_a_season_is_walked_and_concluded_on_and_leaves_no_process(demo, home, left_behind):
    process = demo("period", "--days", "15")

    said, _ = process.communicate(timeout=MINUTES)

    assert process.returncode == 0, said
    assert "no problem" in said
    assert "denied, outage" in said
    assert len([*(home / "periods").glob("*/packets/*.zip")]) == 1
    assert left_behind() == []


def test_a_season_too_short_for_what_goes_wrong_gets_one_line(demo):
    said, _ = demo("period", "--days", "3").communicate(timeout=60)

    assert "expected 15 to 320 days, got '3'" in said.splitlines()[-1]


@SLOW
@pytest.mark.parametrize("moment", ["Emulated", "✓ PostgreSQL"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_stopped_ends_with_a_line_and_leaves_no_process(
    demo, left_behind, moment, number
):
    process = demo()
    read_until(process, moment)

    process.send_signal(number)
    said, _ = process.communicate(timeout=60)

    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert left_behind() == []


def test_a_port_that_is_taken_gets_one_line_and_starts_nothing(demo, left_behind):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = demo("up", "--port", str(port))
        said, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"port {port} is taken" in said.splitlines()[-1]
    assert left_behind() == []


@SLOW
def test_airflow_comes_up_healthy_and_goes_down_whole(demo, left_behind):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = demo("up", "--port", str(port))
    said, _ = started.communicate(timeout=MINUTES)
    assert started.returncode == 0, said

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health") as answer:
        health = json.load(answer)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/soc2/")
    refused.value.close()
    running = left_behind()
    demo("down").communicate(timeout=60)

    assert {part["status"] for part in health.values() if part} == {"healthy"}
    # The page Compliance is there, and not for anybody.
    assert refused.value.code == 401
    assert len(running) > len(COMPONENTS)
    assert left_behind() == []
