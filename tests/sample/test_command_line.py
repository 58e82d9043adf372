"""`python -m include.sample`, as a person calls it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PERIOD = ("--control", "AC-01", "--period", "2026-11-23..2026-11-24")


def call(life, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "include.sample", "--locker", life.locker.root, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_freezing_sealing_drawing_and_discarding_are_four_commands(life):
    life.settings(23, 0, {"ann": "conforming", "bo": "deviating"})

    frozen = call(life, *PERIOD, "--freeze")
    life.seal()
    drawn = call(life, *PERIOD, "--size", "1", "--seed", "auditor-7")
    discarded = call(life, "--discard", "4", "--reason", "asked for by mistake")

    assert "2 items, frozen as entry 2" in frozen.stdout
    assert "not in it: 1 days" in frozen.stdout
    assert "often looked at: 25 (ranges that audit firms publish" in frozen.stdout
    assert re.match(r"1 console_users_have_mfa\|123456789012\|(ann|bo)\|2026-11-23\n", drawn.stdout)
    assert "recorded as entry 4" in drawn.stdout
    assert discarded.stdout.startswith("draw 4 is discarded, by entry 5")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "give --control and --period"),
        (PERIOD, "give --freeze, or --size and the auditor's --seed"),
        ((*PERIOD, "--freeze", "--seed", "s"), "before the seed is known"),
        ((*PERIOD, "--size", "0", "--seed", "s"), "0: expected how many items"),
        ((*PERIOD, "--size", "1", "--seed", "a b"), "no spaces"),
        ((*PERIOD, "--size", "1", "--seed", "s"), "never frozen"),
        (("--control", "AC-01", "--period", "2026-11"), "2026-11: expected a day"),
        (("--control", "AC-01", "--period", "2026-11-24..2026-11-23"), "first day comes after"),
        (("--discard", "1"), "give --reason"),
        (("--discard", "1", "--reason", "a good reason"), "entry 1 of the log is no draw"),
    ],
)
def test_what_can_not_be_done_is_one_clear_line(life, arguments, complaint):
    life.settings(23, 0, {"ann": "conforming"})

    done = call(life, *arguments)

    assert done.returncode
    assert complaint in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
