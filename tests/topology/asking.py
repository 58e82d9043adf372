"""Asks Airflow's REST API as a person who signed in."""

import json
import time
import urllib.error
import urllib.request

from include.model.interval import utc_now

PATIENCE_SECONDS = 600


class Airflow:
    """The API of one installation."""

    def __init__(self, address, user, password):
        self.address, self.token = address, None
        body = {"username": user, "password": password}
        self.token = self.ask("POST", "/auth/token", body)["access_token"]

    def ask(self, method, path, body=None):
        """Ask once; an answer that is no success says itself what is wrong."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def dag(self, dag_id):
        """Return what Airflow knows of a DAG."""
        return self.ask("GET", f"/api/v2/dags/{dag_id}")

    def unpause(self, dag_id):
        """Switch a DAG on."""
        self.ask("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})

    def backfill(self, dag_id, day):
        """Ask for one day."""
        body = {"dag_id": dag_id, "from_date": day, "to_date": day, "max_active_runs": 1}
        self.ask("POST", "/api/v2/backfills", body)

    def trigger(self, dag_id):
        """Run a DAG by hand, as of now; return the run's id."""
        body = {"logical_date": utc_now().isoformat()}
        made = self.ask("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)
        return made["dag_run_id"]

    def runs(self, dag_id):
        """Return the DAG's runs."""
        return self.ask("GET", f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"]

    def tasks(self, dag_id, run_id):
        """Return a run's task instances."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances?limit=200"
        return self.ask("GET", path)["task_instances"]

    def try_now(self, dag_id, run_id):
        """Clear what waits to be tried again, as an operator does who will not wait."""
        waiting = [
            [each["task_id"], each["map_index"]] if each["map_index"] >= 0 else each["task_id"]
            for each in self.tasks(dag_id, run_id)
            if each["state"] == "up_for_retry"
        ]
        if waiting:
            body = {
                "dag_run_id": run_id,
                "task_ids": waiting,
                "only_failed": False,
                "dry_run": False,
            }
            self.ask("POST", f"/api/v2/dags/{dag_id}/clearTaskInstances", body)

    def ended(self, dag_id, run_id):
        """Wait for the end of a run; return its state, and its tasks as (task, item, state, tries)."""
        until = time.monotonic() + PATIENCE_SECONDS
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}"
        while (state := self.ask("GET", path)["state"]) in {"queued", "running"}:
            assert time.monotonic() < until, self.tasks(dag_id, run_id)
            self.try_now(dag_id, run_id)
            time.sleep(1)
        return state


def until(condition, what, seconds=PATIENCE_SECONDS):
    """Return a condition's answer once it has one."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.2)
    return answer
