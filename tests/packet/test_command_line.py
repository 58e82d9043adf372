"""`python -m include.packet`, as a person calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.slow import SLOW

pytestmark = SLOW

ROOT = Path(__file__).parents[2]
PERIOD = ("--period", "2026-10-26..2026-11-06")


def call(locker, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "include.packet", "--locker", locker, *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_where_the_packet_is_its_hash_and_how_to_verify_it(lived, packet, tmp_path):
    locker, warehouse = lived

    done = call(locker.root, *PERIOD, "--out", tmp_path, SOC2_WAREHOUSE=warehouse)

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"{tmp_path / packet.archive.name}, as of 2026-11-08T12:00:00+00:00"
    assert lines[1] == f"SHA-256 {packet.sha256}"
    assert subprocess.run([sys.executable, *lines[2].split()[3:]], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (PERIOD, "conclusions come from it: set SOC2_WAREHOUSE"),
        ((*PERIOD, "--as-of", "yesterday"), "yesterday: expected an instant such as"),
        ((*PERIOD, "--as-of", "2026-11-08T12:00"), "expected an instant such as"),
        (("--day", "2026-11"), "2026-11: expected a day as YYYY-MM-DD"),
        ((*PERIOD, "--warehouse", "sqlite:///x"), "not of the form postgresql://"),
        ((*PERIOD, "--warehouse", "postgresql://u:pass9word@127.0.0.1:1/w"), "can't be reached"),
    ],
)
def test_what_can_not_be_done_is_one_clear_line(lived, tmp_path, arguments, complaint):
    done = call(lived[0].root, *arguments, "--out", tmp_path)

    assert done.returncode
    assert complaint in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert "pass9word" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_locker_is_refused(tmp_path):
    done = call(tmp_path, *PERIOD, "--out", tmp_path / "out", SOC2_WAREHOUSE="postgresql://h/w")

    assert "not a locker" in done.stderr
