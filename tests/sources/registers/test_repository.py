"""Registers in a Git repository: read at a commit, with who changed each; one line for what goes wrong."""

import subprocess
from datetime import UTC, date, datetime

import pytest

from include.model.errors import Cause, SourceError
from include.model.frozen import sha256
from include.model.registers_place import RegistersPlace
from include.model.scope import ScopeFile
from include.sources import registers
from include.sources.registers import _git, access, files

EMPTY = "entries: []\n"
REGISTERS = ("service_accounts", "break_glass_principals", "administrators")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A repository whose folder `kept` has three registers, in one commit by Ana."""
    for name, value in (("NAME", "Ana Example"), ("EMAIL", "ana@example.com")):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-03-01T10:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-02T10:00:00Z")
    (tmp_path / "home" / "kept").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def git(home):
    def run(*arguments):
        command = ["git", "-C", str(home), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    run("init", "-q", "-b", "main")
    for each in REGISTERS:
        (home / "kept" / f"{each}.yaml").write_text(EMPTY)
    run("add", ".")
    run("commit", "-qm", "Keep registers")
    return run


@pytest.fixture
def change(home, git):
    """Commit another text of a register; return the commit."""

    def run(name, text):
        (home / "kept" / name).write_text(text)
        git("commit", "-qam", f"Change {name}")
        return git("rev-parse", "HEAD")

    return run


@pytest.fixture
def collect(home, git, collection):
    """Collect one source of registers from the repository."""

    def run(source, address=None, at="main", folder="kept"):
        place = RegistersPlace(git=address or str(home), at=at, folder=folder)
        company = ScopeFile(company="Example", starts_on=date(2026, 1, 1), registers=place)
        into = collection(source.SOURCE)
        scope = company.scope("company")
        with into.reading(*source.SOURCE.datasets):
            opened = registers.by_hand(scope, company, home)(scope, into)
            source.collect(opened, into)
        return into

    return run


@pytest.fixture
def listed(collect, rows):
    """List what is known of each file."""
    return lambda *place, **more: rows(collect(files, *place, **more), files.FILES)


def error_of(into, dataset="register_service_accounts"):
    error = into.readings[dataset].error
    assert isinstance(error, SourceError)
    return error


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_file_has_the_commit_that_changed_it_last_from_a_clone_and_from_an_address(
    scheme, home, git, change, listed
):
    first, text = git("rev-parse", "HEAD"), "entries: []  # nobody\n"
    last = change("administrators.yaml", text)

    found = {each["file"]: each for each in listed(f"{scheme}{home}")}

    assert found["administrators.yaml"] == {
        "file": "administrators.yaml",
        "sha256": sha256(text.encode()),
        "is_committed": True,
        "commit": last,
        "author": "Ana Example <ana@example.com>",
        "authored_at": datetime(2026, 3, 1, 10, tzinfo=UTC),
        "committed_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "place": f"{scheme}{home}",
        "read_at_commit": last,
        "version_id": None,
        "modified_at": None,
    }
    assert found["service_accounts.yaml"]["commit"] == first
    assert len(found) == 3


def test_what_is_read_is_the_commit_and_not_the_working_tree(home, git, change, collect):
    commit = git("rev-parse", "HEAD")
    change("service_accounts.yaml", "entries: [")
    (home / "kept" / "service_accounts.yaml").write_text("entries: [[")

    into = collect(access, at=commit)

    (answer,) = into.readings["register_service_accounts"].answers
    assert answer.body == EMPTY
    assert answer.parameters == {"repository": str(home), "commit": commit}


def test_registers_may_lie_at_the_top_of_a_repository(git, listed):
    git("mv", *(f"kept/{each}.yaml" for each in REGISTERS), ".")
    git("commit", "-qm", "Move")

    found = listed(folder=".")

    assert [each["file"] for each in found] == sorted(f"{each}.yaml" for each in REGISTERS)


def test_a_clone_without_history_blames_nobody(home, change, listed, tmp_path):
    change("administrators.yaml", "entries: []  # nobody\n")
    command = ["git", "clone", "-q", "--depth=1", f"file://{home}", str(tmp_path / "shallow")]
    subprocess.run(command, check=True)

    found = listed(str(tmp_path / "shallow"))

    assert {(each["is_committed"], each["commit"]) for each in found} == {(True, None)}


def test_a_register_that_the_commit_has_not_is_not_kept_and_the_others_stand(git, collect):
    git("rm", "-q", "kept/service_accounts.yaml")
    git("commit", "-qm", "Forget")

    into = collect(access)

    assert error_of(into).cause is Cause.NOT_KEPT
    assert "kept/service_accounts.yaml: Example does not keep this register" in str(error_of(into))
    assert into.readings["register_administrators"].expected_items == 0


def test_a_mistake_is_named_with_repository_commit_file_and_line(home, change, collect):
    commit = change("service_accounts.yaml", "entries:\n  - system: aws\n")

    error = error_of(collect(access), "register_service_accounts")

    assert error.cause is Cause.MALFORMED
    assert f"{home}@{commit[:12]}:kept/service_accounts.yaml:2:" in str(error).splitlines()[0]


def test_a_commit_that_vanished_is_said(collect):
    error = error_of(collect(access, at="5" * 40))

    assert error.cause is Cause.VANISHED
    assert f"has no commit or branch {'5' * 40} (any more)" in str(error)


def test_a_folder_that_the_commit_has_not_is_a_mistake(collect):
    error = error_of(collect(access, folder="elsewhere"))

    assert error.cause is Cause.INCOMPLETE
    assert "the commit has no such folder" in str(error)


@pytest.mark.parametrize("address", ["/nowhere/at/all", "file:///nowhere/at/all"])
def test_a_repository_that_is_not_there_is_said(address, collect):
    error = error_of(collect(access, address))

    assert error.cause is Cause.INCOMPLETE
    assert str(error).startswith(f"{address}: Git can't read it (")


def test_an_object_that_is_broken_is_said_of_the_file_alone(home, git, change, collect):
    change("service_accounts.yaml", "entries: []  # broken soon\n")
    blob = git("rev-parse", "HEAD:kept/service_accounts.yaml")
    stored = home / ".git" / "objects" / blob[:2] / blob[2:]
    stored.chmod(0o600)
    stored.write_bytes(b"no object")

    into = collect(access)

    assert error_of(into).cause is Cause.INCOMPLETE
    assert "kept/service_accounts.yaml: Git can't read it (" in str(error_of(into))
    assert into.readings["register_administrators"].error is None


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("fatal: Authentication failed for 'https://u:secret@git.example.com/r.git/'", Cause.DENIED),
        ("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.",
         Cause.DENIED),
        ("fatal: unable to access 'https://u:secret@git.example.com/r.git/': Could not resolve host: x",
         Cause.UNREACHABLE),
        ("fatal: could not read Username for 'https://u:secret@x': terminal prompts disabled", Cause.DENIED),
    ],
)  # fmt: skip
def test_an_address_that_is_refused_or_silent_is_named_without_credentials(
    said, cause, collect, monkeypatch, tmp_path
):
    stand_in = tmp_path / "bin" / "git"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\ncat >&2 <<"END"\n{said}\nEND\nexit 128\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(stand_in.parent), prepend=":")

    error = error_of(collect(access, "https://git.example.com/r.git"))

    assert error.cause is cause
    assert str(error).startswith("https://git.example.com/r.git: Git ")
    assert "secret" not in str(error)


def test_git_is_not_waited_for_without_end(tmp_path, monkeypatch):
    stand_in = tmp_path / "git"
    stand_in.write_text("#!/bin/sh\nexec sleep 60\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    with pytest.raises(_git.Unanswered, match="timed out"):
        _git.ask(tmp_path, "status", patience=0.1)


def test_a_clone_of_an_address_does_not_outlive_its_reader(
    home, git, collect, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()

    into = collect(access, f"file://{home}")

    assert into.readings["register_administrators"].error is None
    assert list((tmp_path / "scratch").iterdir()) == []
