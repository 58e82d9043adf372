"""Registers of a real repository, read by their collector, are held against who approved on GitHub."""

import subprocess
from datetime import UTC, date, datetime

import pytest

from include.control_tests.definitions import load
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import window_of
from include.model.provenance import run
from include.model.reference import RunType
from include.model.registers_place import RegistersPlace
from include.model.scope import GithubOrganization, ScopeFile
from include.sources import registers
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.validate.changed import keep_changes

DAY = window_of(datetime(2026, 11, 20, tzinfo=UTC))
NOON = DAY.start.replace(hour=12)
LATER = DAY.end.replace(hour=7)
RUN = run("test/registers", RunType.MANUAL, "test")
WHERE = {"repository_id": 1, "repository": "kept"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A repository of registers in which Ana commits."""
    for name, value in (("NAME", "Ana"), ("EMAIL", "ana@acme.example")):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    folder = tmp_path / "kept"
    folder.mkdir()
    _git(folder, "init", "-q", "-b", "main")
    return folder


def _git(folder, *arguments):
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(home, name):
    (home / f"{name}.yaml").write_text("entries: []\n")
    _git(home, "add", ".")
    _git(home, "commit", "-qm", f"Keep {name}")
    return _git(home, "rev-parse", "HEAD")


def pull_request(number, author):
    return WHERE | {
        "number": number,
        "author": author,
        "author_type": "User",
        "head_oid": f"head-{number}",
        "merged_at": NOON,
        "review_count": 1,
        "commit_count": 1,
    }


def commit_of(number, author):
    head = {"oid": f"head-{number}", "position": 1, "parent_count": 1}
    return WHERE | head | {"number": number, "authors": [author], "committer": "web-flow"}


def approval(number, by):
    return WHERE | {
        "number": number,
        "review_id": number,
        "state": "APPROVED",
        "author": by,
        "author_type": "User",
        "author_can_write": True,
        "submitted_at": NOON,
        "commit_oid": f"head-{number}",
    }


def reached(oid, number=None):
    return WHERE | {"branch": "main", "oid": oid, "pull_request": number, "read_errors": []}


def test_a_register_is_judged_by_who_approved_the_pull_request_that_brought_its_commit(
    home, tmp_path
):
    first, second, third = (commit(home, name) for name in ("approved", "alone", "pushed"))
    scope = ScopeFile(
        company="Acme",
        starts_on=date(2026, 1, 1),
        github_organizations=(GithubOrganization(login="acme", name="Acme"),),
        registers=RegistersPlace(git=str(home), at="main", folder="."),
    )
    org = scope.scope("acme")
    locker, place = Locker.open(tmp_path / "locker"), scope.scope("company")
    extract(
        "registers.files",
        place,
        registers.by_hand(place, scope, home),
        locker=locker,
        run=RUN,
        clock=lambda: LATER,
    )
    keep_changes(
        *(locker, org, DAY, LATER, RUN),
        github_branch_commits=[reached(first, 1), reached(second, 2), reached(third)],
        github_pull_requests=[pull_request(1, "ana"), pull_request(2, "ana")],
        github_pull_request_commits=[commit_of(1, "ana"), commit_of(2, "ana")],
        github_pull_request_reviews=[approval(1, "bo"), approval(2, "ana")],
    )
    company = read_company(COMPANY).model_copy(update={"scope": scope})

    (made,) = validate(locker, [load("register_changes_are_approved")], company, run=RUN)

    rows = locker.table(made.verdicts).to_pylist()
    assert {row["item_id"]: row["verdict"] for row in rows} == {
        "kept/approved.yaml": "conforming",
        "kept/alone.yaml": "deviating",
        "kept/pushed.yaml": "deviating",
    }
