"""A review by a real Airflow: started, answered by the assigned and nobody else, concluded, followed."""

import json
import shutil
import time
import urllib.error
import urllib.request
from datetime import timedelta
from functools import partial

import pytest
import yaml
from rich.console import Console

from include.locker import Locker
from include.model.company import DEFAULT_COMPANY
from include.model.interval import utc_now, window_of
from include.review import standing
from include.warehouse.embedded.ports import free_port
from soc2_airflow import local
from soc2_airflow.environment import environment
from tests.review.written import SCOPE, World, decided, other_account
from tests.slow import SLOW
from tests.whole.test_backfill import _remove_data

pytestmark = pytest.mark.minutes(2.5)

PATIENCE_SECONDS = 300
REVIEW = "out-of-turn"
DAG = "soc2_access_review"
FORM = "system,scope_id,account,decision,reason\n"


class Airflow:
    """An installation, asked over its API as one of its users."""

    def __init__(self, home, port):
        self.address = f"http://127.0.0.1:{port}"
        self.logins = json.loads((home / "airflow" / "logins.json").read_text(encoding="utf-8"))
        self.tokens = {}

    def ask(self, method, path, body=None, user="admin"):
        """Return status and answer."""
        headers = {"Content-Type": "application/json"}
        if path != "/auth/token":
            headers["Authorization"] = f"Bearer {self._token(user)}"
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps(body).encode() if body is not None else None,
            headers=headers,
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def start(self, conf):
        """Switch the DAG on, start a run and return its path."""
        self._until(lambda: self.ask("GET", f"/api/v2/dags/{DAG}")[0] == 200, "the DAG")
        self.ask("PATCH", f"/api/v2/dags/{DAG}", {"is_paused": False})
        status, run = self.ask(
            "POST", f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "conf": conf}
        )
        assert status == 200, run
        return f"/api/v2/dags/{DAG}/dagRuns/{run['dag_run_id']}"

    def wait(self, run, task, state, tries=1):
        """Wait until a task is in a state, at such a try or a later one."""

        def is_there():
            _, answer = self.ask("GET", f"{run}/taskInstances?limit=100")
            held = [each for each in answer["task_instances"] if each["task_id"] == task]
            self.seen = {
                (each["task_id"], each["map_index"]): each["state"]
                for each in answer["task_instances"]
            }
            return [e for e in held if e["state"] == state and e["try_number"] >= tries]

        self._until(is_there, f"{task} is {state}")

    def hand_in(self, run, text, user):
        # Answered in the second in which it is parked, the scheduler takes the task for lost and asks again.
        time.sleep(5)
        answer = {"chosen_options": ["Hand in"], "params_input": {"decisions": text}}
        return self.ask("PATCH", f"{run}/taskInstances/ask/0/hitlDetails", answer, user)[0]

    def _token(self, user):
        if user not in self.tokens:
            given = {"username": user, "password": self.logins[user]}
            self.tokens[user] = self.ask("POST", "/auth/token", given)[1]["access_token"]
        return self.tokens[user]

    def _until(self, is_there, what):
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if is_there():
                return
            time.sleep(1)
        pytest.fail(f"not after {PATIENCE_SECONDS} s: {what}; {getattr(self, 'seen', None)}")


@pytest.fixture
def company(tmp_path):
    """The company's files: the CISO decides in Airflow, everybody else in the register."""
    folder = tmp_path / "company"
    shutil.copytree(DEFAULT_COMPANY, folder)
    said = SCOPE.model_dump(mode="json", exclude_none=True)
    (folder / "scope.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    settings = {"reviewers": ["ciso", "boss"], "airflow_users": {"ciso": "noor"}}
    settings["remind_days"] = [0]
    (folder / "access_review.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


@pytest.fixture
def airflow(company, tmp_path, monkeypatch):
    """An installation with two more users, over a locker in which the company was observed yesterday."""
    home, port = tmp_path / "home", free_port()
    world = World(Locker.open(home / "locker"))
    world.observe(window_of(utc_now()).start - timedelta(hours=6))
    monkeypatch.setattr(
        local,
        "environment",
        lambda *given, **named: (
            environment(*given, **named)
            | {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,noor:op,else:op"}
        ),
    )
    try:
        local.up(home, Console(quiet=True), company=company, port=port, paused=True)
        yield Airflow(home, port), world
    finally:
        local.down(home)
        _remove_data(home)


@SLOW
def test_a_review_goes_its_whole_way_and_the_assigned_reviewer_alone_can_answer(airflow):
    server, world = airflow
    as_of = (window_of(utc_now()).start - timedelta(days=1)).date()
    given = {"as_of": str(as_of), "review": REVIEW, "look_every_minutes": 0.4}
    stands = partial(standing, world.locker, REVIEW)

    run = server.start(given)
    server.wait(run, "ask", "awaiting_input")
    by_another = server.hand_in(run, FORM + "github,acme,guest,keep,Helps\n", "else")
    by_admin = server.hand_in(run, FORM + "github,acme,guest,keep,Helps\n", "admin")
    open_before = stands().open

    assert (by_another, by_admin) == (403, 403)
    assert open_before == {"ciso": 2, "boss": 4, "ann": 4}

    _, question = server.ask("GET", f"{run}/taskInstances/ask/0/hitlDetails")
    mistaken = server.hand_in(run, FORM + "github,acme,guest,revoke,\n", "noor")
    server.wait(run, "ask", "awaiting_input", tries=2)
    rows = FORM + "github,acme,guest,revoke,Done here\naws,123456789012,lost,keep,The vault\n"
    by_assigned = server.hand_in(run, rows, "noor")
    server.wait(run, "ask", "success")

    assert (mistaken, by_assigned) == (200, 200)
    assert "2 of your 2 accounts are open" in question["body"]
    assert "github,acme,guest,,," in question["params"]["decisions"]["value"]
    assert stands().open == {"boss": 4, "ann": 4}

    names = [
        (each.account["system"], each.account["scope_id"], each.account["account"])
        for each in stands().accounts
        if each.problem
    ]
    register = [
        decided(account, by="boss" if "bo" not in account else "ann", review=REVIEW)
        | {"system": system, "scope_id": scope_id, "decided_at": utc_now()}
        for system, scope_id, account in names
    ]
    register = [
        row | ({"decision": "revoke", "decided_by": "ann"} if row["account"] == "gone" else {})
        for row in register
    ]
    world.say("register_access_review_decisions", register, utc_now())
    server.wait(run, "conclude", "success")
    server.wait(run, "every_account_is_decided", "success")
    server.wait(run, "follow", "up_for_reschedule")
    world.rows["github_outside_collaborators"] = []
    world.rows["register_accounts"] = [other_account("ann"), other_account("bo")]
    world.observe(utc_now())
    server.wait(run, "follow", "success")

    kinds = [each.record.kind for each in world.locker.entries()]
    assert [kind for kind in kinds if kind.startswith("access_review")] == [
        *("access_review", "access_review_answer", "access_review_answer"),
        *("access_review_conclusion", "access_review_follow_up", "access_review_follow_up"),
    ]
    (refused,) = [
        each.record for each in world.locker.entries() if getattr(each.record, "problems", 0)
    ]
    assert refused.problems == ("line 2: github:acme/guest: no reason; say why in a few words",)
    records = {each.record.kind: each.record for each in world.locker.entries()}
    assert records["access_review_answer"].answered_as == "noor"
    assert records["access_review_conclusion"].decided == {"keep": 8, "revoke": 2}
    assert records["access_review_conclusion"].problems == 0
    assert records["access_review_follow_up"].done == 2
    assert records["access_review_follow_up"].open == 0
    assert kinds.count("seal") >= 1
