"""Who changed a register: Git knows, where it holds the bytes that were read."""

import subprocess
from datetime import UTC, date, datetime

import pytest

from include.model.frozen import sha256
from include.model.scope import Scope, ScopeKind
from include.sources import registers
from include.sources.registers import files

COMPANY = Scope(kind=ScopeKind.COMPANY, id="company", name="Example", starts_on=date(2026, 1, 1))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with one register, in no repository whatever lies above it."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "vendors.yaml").write_text("entries: []\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no register\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def git(folder, monkeypatch):
    for name, value in (("NAME", "Ana Example"), ("EMAIL", "ana@example.com")):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-03-01T10:00:00+02:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-02T10:00:00+02:00")

    def run(*arguments):
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    run("init", "-q")
    run("add", "vendors.yaml")
    run("commit", "-qm", "Keep vendors")
    return run


@pytest.fixture
def row(folder, collection, rows):
    def run():
        into = collection(files.SOURCE)
        files.collect(registers.connect(folder, COMPANY, into), into)
        (row,) = rows(into, files.FILES)
        return row

    return run


def test_outside_git_a_file_is_known_by_its_hash(row):
    found = row()

    assert found.pop("modified_at").tzinfo is not None
    assert found == {
        "file": "vendors.yaml",
        "sha256": sha256(b"entries: []\n"),
        "is_committed": False,
        "commit": None,
        "author": None,
        "authored_at": None,
        "committed_at": None,
        "place": "folder",
        "read_at_commit": None,
        "version_id": None,
    }


def test_in_git_a_file_has_its_last_commit_and_author(git, row):
    found = row()

    assert found["is_committed"]
    assert found["commit"] == git("rev-parse", "HEAD")
    assert found["author"] == "Ana Example <ana@example.com>"
    assert found["authored_at"] == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert found["committed_at"] == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_change_that_nobody_committed_is_nobodys(git, folder, row):
    (folder / "vendors.yaml").write_text("entries: []  # changed\n", encoding="utf-8")

    found = row()

    assert (found["is_committed"], found["commit"]) == (False, None)


def test_a_file_that_git_does_not_hold_is_nobodys(git, folder, row):
    git("rm", "-q", "--cached", "vendors.yaml")
    git("commit", "-qm", "Forget vendors")

    assert not row()["is_committed"]


def test_without_git_a_file_is_known_by_its_hash(git, row, monkeypatch):
    monkeypatch.setenv("PATH", "")

    assert not row()["is_committed"]
