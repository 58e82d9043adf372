"""What every DAG of the project has in common, so that its operators know what to expect."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from include import control_tests

ROOT = Path(__file__).parents[2]
HEAVY = ("great_expectations", "pandas", "pyarrow", "boto3", "botocore", "duckdb", "github")


def test_every_dag_has_a_file_of_its_own_name(dags):
    files = {path.stem for path in (ROOT / "dags").glob("*.py")}

    assert set(dags) == files


@pytest.mark.parametrize("heavy", HEAVY)
def test_importing_the_dags_imports_nothing_heavy(heavy, imported_by_dags):
    assert heavy not in imported_by_dags


def test_every_task_has_an_owner_retries_with_backoff_and_a_time_out(dags):
    for dag in dags.values():
        for task in dag.tasks:
            assert task.owner == "compliance", task.task_id
            assert task.retries >= 2, task.task_id
            assert task.retry_exponential_backoff > 1, task.task_id
            assert task.max_retry_delay, task.task_id
            assert task.execution_timeout, task.task_id


def test_every_dag_has_tags_a_page_and_a_time_out(dags):
    for dag in dags.values():
        assert "soc2" in dag.tags
        assert dag.doc_md.strip().startswith("# ")
        assert dag.dagrun_timeout


def test_state_is_observed_every_six_hours_and_never_caught_up(dags):
    dag = dags["soc2_observe"]

    assert dag.timetable.expression == "0 */6 * * *"
    assert dag.catchup is False
    assert dag.dagrun_timeout <= timedelta(hours=6)


def test_what_is_late_is_told_while_somebody_can_still_act(dags):
    slot, day = (dags[name].deadline[0].interval for name in ("soc2_observe", "soc2_daily"))

    assert slot == timedelta(hours=3)
    assert dags["soc2_daily"].timetable.serialize() == {"lag_hours": 6}
    assert day == timedelta(hours=24 + 6 + 6)


def test_the_way_is_extract_then_validate_then_load(dags):
    dag = dags["soc2_observe"]
    load = dag.get_task("load")

    validations = set(load.upstream_task_ids)
    assert validations == {f"validate.{theme}" for theme in control_tests.names()}
    for task_id in validations:
        upstream = dag.get_task(task_id).upstream_task_ids
        assert {"extract.aws_iam", "extract.aws_s3", "extract.registers_access"} <= upstream


def test_what_comes_after_a_failed_collection_still_runs_and_the_run_ends_red(dags):
    dag = dags["soc2_observe"]

    assert dag.get_task("validate.access").trigger_rule == "all_done"
    assert dag.get_task("load").trigger_rule == "all_done"
    last = dag.get_task("every_collection_succeeded")
    assert last.trigger_rule == "none_failed"
    assert "extract.aws_iam" in last.upstream_task_ids
    assert last.downstream_task_ids == set()


@pytest.fixture(scope="session")
def imported_by_dags():
    """Import the DAG files in a fresh process and list what came with them, beyond Airflow's own."""
    program = (
        "import sys, pathlib, importlib.util\n"
        "import airflow.sdk\n"
        "before = set(sys.modules)\n"
        "for path in sorted(pathlib.Path('dags').glob('*.py')):\n"
        "    spec = importlib.util.spec_from_file_location(path.stem, path)\n"
        "    spec.loader.exec_module(importlib.util.module_from_spec(spec))\n"
        "print('\\n'.join(sorted(set(sys.modules) - before)))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**__import__("os").environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}"},
    )
    return {line.split(".")[0] for line in answer.stdout.split()}
