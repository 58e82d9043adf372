"""One run of `soc2_observe` and one of the audit in one Airflow process: real task runner, no scheduler.

The same as ``airflow db migrate && airflow dags test soc2_observe``, with Airflow imported once and not
twice, and without waiting for retries. Writes what happens as JSON lines to the file that it is given.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

DAG_IDS = ("soc2_observe", "soc2_locker_audit")
READY_WITHIN_SECONDS = 60.0


def main(news: Path, endpoint: str, *, tables: bool) -> int:
    """Migrate Airflow's own tables when asked to, run the DAG, and return 0 when the run succeeded."""
    with news.open("w", encoding="utf-8", buffering=1) as lines:

        def tell(**what: object) -> None:
            lines.write(json.dumps(what) + "\n")

        if tables:
            from airflow.utils import db

            db.upgradedb()
            tell(tables="migrated")
        dags = _dags()
        _listen(tell)
        _wait_until_ready(endpoint)
        tell(run="running")
        runs = [dag.test() for dag in dags]
        failed = [run for run in runs if run.state.value != "success"]
        tell(run=str((failed or runs)[0].state.value), run_id=runs[0].run_id)
        return int(bool(failed))


def _dags() -> list[Any]:
    from airflow.configuration import conf
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(conf.get("core", "dags_folder"))
    for dag_id in DAG_IDS:
        if dag_id not in bag.dags:
            reason = next(iter(bag.import_errors.values()), "no such file").strip().splitlines()[-1]
            sys.exit(f"error: {dag_id} can't be imported: {reason}")
        for task in bag.dags[dag_id].tasks:
            # Minutes pass between tries; whoever watches wants to know now.
            task.retries = 0
        # A run of `dag.test` that has one fails at its end: soc2_airflow.alerts.lateness has the reason.
        bag.dags[dag_id].deadline = None
    return [bag.dags[dag_id] for dag_id in DAG_IDS]


def _listen(tell: Any) -> None:
    from airflow.listeners import hookimpl
    from airflow.sdk.listener import get_listener_manager

    class Listener:
        @hookimpl
        def on_task_instance_success(self, task_instance):
            tell(task=task_instance.task_id, item=task_instance.map_index, state="success")

        @hookimpl
        def on_task_instance_skipped(self, task_instance):
            tell(task=task_instance.task_id, item=task_instance.map_index, state="skipped")

        @hookimpl
        def on_task_instance_failed(self, task_instance, error):
            reason = " ".join(str(error).split()) or type(error).__name__
            tell(
                task=task_instance.task_id,
                item=task_instance.map_index,
                state="failed",
                reason=reason,
            )

    get_listener_manager().add_listener(Listener())


def _wait_until_ready(endpoint: str) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{endpoint}/_ready", timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                sys.exit(f"error: the emulated AWS does not answer at {endpoint}")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], tables="--tables" in sys.argv[3:]))
