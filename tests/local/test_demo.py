"""`make demo`, `make up` and `make down`, as people meet them."""

import json
import signal
import socket
import urllib.error
import urllib.request

import pytest

from include.warehouse.connection import connect
from soc2_airflow import local
from soc2_airflow.components import COMPONENTS
from soc2_airflow.environment import WAREHOUSE_DATABASE
from soc2_airflow.steps import terminal
from tests.demo import emulation
from tests.slow import SLOW

pytestmark = pytest.mark.minutes(8)

MINUTES = 300


def read_until(process, words):
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


@SLOW
def test_the_demo_finds_exactly_what_was_planted_each_time_and_leaves_no_process(
    demo, home, left_behind, tmp_path, monkeypatch
):
    told = tmp_path / "lineage.jsonl"
    transport = {"type": "file", "log_file_path": str(told), "append": True}
    monkeypatch.setenv("AIRFLOW__OPENLINEAGE__TRANSPORT", json.dumps(transport))
    for observations in ("1 observation", "2 observations"):
        process = demo()

        said, _ = process.communicate(timeout=MINUTES)

        assert process.returncode == 0, said
        assert "planted defects found, 0 unexpected" in said
        assert f"of {observations}\n" in said
        assert "Emulated" in said
        assert "emulated" in (home / "report.html").read_text(encoding="utf-8").lower()
        assert left_behind() == []
    # Beside the answer: each task's datasets, as OpenLineage's provider sent them.
    wrote = {
        (event["job"]["name"], dataset["name"].rpartition("/")[2])
        for event in map(json.loads, told.read_text(encoding="utf-8").splitlines())
        for dataset in event["outputs"]
    }
    assert {
        ("soc2_observe.extract.aws_iam", "dataset=aws_iam_users"),
        ("soc2_observe.validate.access", "theme=access"),
        ("soc2_observe.load", "warehouse.soc2.fct_assessment"),
    } <= wrote


@SLOW
def test_where_permissions_are_checked_the_answer_is_the_same_and_lies_in_a_locked_bucket(
    demo, left_behind
):
    process = demo("aws")

    said, _ = process.communicate(timeout=2 * MINUTES)

    assert process.returncode == 0, said
    assert "planted defects found, 0 unexpected" in said
    assert "Locker     s3://quillhaven-soc2-locker/evidence: " in said
    assert "Verified   no problem: " in said
    assert left_behind() == []


def test_rows_of_a_locker_that_is_gone_are_forgotten(home):
    server = local.prepare(home, terminal())
    try:
        address = server.uri(WAREHOUSE_DATABASE)
        with connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE left_over (it integer)")

        emulation.forget(home)
        local.prepare(home, terminal())

        with connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('left_over'), to_regclass('soc2.fct_assessment')")
            assert [each is None for each in cursor.fetchone()] == [True, False]
    finally:
        local.down(home)


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
@pytest.mark.parametrize(
    ("number", "moment"), [(signal.SIGINT, "✓ PostgreSQL"), (signal.SIGTERM, "Emulated")]
)
def test_a_demo_that_is_stopped_ends_with_a_line_and_leaves_no_process(
    demo, left_behind, number, moment
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
