import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def outcome(tmp_path):
    """Run pytest on one file of tests under the plugin; return its exit code and what it said."""

    def run(source, *arguments):
        (tmp_path / "test_it.py").write_text(f"import pytest\n{source}\n")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.no_skip",
            "-p",
            "no:cacheprovider",
        ]
        done = subprocess.run(
            [*command, *arguments, "--rootdir", str(tmp_path), str(tmp_path)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    return run


def test_a_skipped_test_fails_the_run_and_is_named(outcome):
    code, said = outcome(
        "@pytest.mark.skip(reason='no chromium')\ndef test_a(): pass\ndef test_b(): pass"
    )

    assert code == 1
    assert "test_it.py::test_a: no chromium" in said


def test_a_skipped_file_fails_the_run(outcome):
    code, said = outcome("pytest.importorskip('no_such_module', reason='not installed')")

    assert code == 1
    assert "not installed" in said


def test_a_test_that_a_worker_skipped_fails_the_run(outcome):
    source = "def test_a(): pytest.skip('no emulator')\ndef test_b(): pass"

    code, said = outcome(source, "-n", "2")

    assert code == 1
    assert "no emulator" in said


@pytest.mark.parametrize("reason", ["only root may", "SOC2_RECORDINGS names no folder"])
def test_what_nothing_installed_would_mend_may_be_skipped(outcome, reason):
    code, _ = outcome(f"def test_a(): pytest.skip('{reason}')\ndef test_b(): pass")

    assert code == 0


def test_an_expected_failure_is_no_skip(outcome):
    code, _ = outcome("@pytest.mark.xfail\ndef test_a(): assert False")

    assert code == 0
