"""`python -m include.load`, as a person calls it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.load.written import FIRST

ROOT = Path(__file__).parents[2]


def call(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "include.load", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_what_was_new(written, database):
    written.judge({"ann": "deviating"}, FIRST)

    done = call("--locker", written.locker.root, SOC2_WAREHOUSE=database)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "1 new entries of the log; new rows: 1 fct_assessment, 1 fct_deviation\n"
    )


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda _: "postgresql://u:pass9word@127.0.0.1:1/w", "Connection refused"),
        (lambda uri: uri.replace("soc2:", "soc2:pass9word", 1), "password authentication failed"),
        (lambda uri: uri.rsplit("/", 1)[0] + "/nowhere", 'database "nowhere" does not exist'),
        (lambda _: "sqlite:///pass9word", "not of the form postgresql://"),
        (lambda _: "postgresql://u:pass9word@h:port/w", "not of the form postgresql://"),
    ],
    ids=["down", "wrong password", "no database", "other dialect", "wrong port"],
)
def test_a_warehouse_that_can_not_be_reached_is_one_line_without_a_password(
    written, database, spoil, complaint
):
    done = call("--locker", written.locker.root, "--warehouse", spoil(database))

    assert done.returncode == 1
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
    assert "pass9word" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--locker", "LOCKER"], "which warehouse? set SOC2_WAREHOUSE"),
        (["--locker", "/nonexistent", "--warehouse", "x"], "not a locker"),
        ([], "--locker"),
    ],
)
def test_missing_arguments_are_named(written, arguments, complaint):
    given = [str(written.locker.root) if each == "LOCKER" else each for each in arguments]

    done = call(*given)

    assert done.returncode == 2
    assert complaint in done.stderr


def test_help_explains():
    done = call("--help")

    assert done.returncode == 0
    assert "goes on where it stopped" in done.stdout
