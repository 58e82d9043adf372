import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import os
import pytest

def test_passes(): pass

@pytest.mark.skipif("EVERYTHING" not in os.environ, reason="minutes")
def test_skipped_at_first(): pass

def test_fails_at_first(): assert "EVERYTHING" in os.environ

@pytest.fixture
def clean():
    yield
    assert "EVERYTHING" in os.environ

def test_leaves_something_behind_at_first(clean): pass
"""


@pytest.fixture
def said(tmp_path):
    """Run pytest on the same file of tests under the plugin; return what it said at the end."""
    (tmp_path / "test_it.py").write_text(TESTS)

    inherited = {name: value for name, value in os.environ.items() if name != "SOC2_PASSED"}

    def run(*arguments, **environment):
        plugins = ("-p", "tests.only_once", "-p", "no:cacheprovider")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *plugins, *arguments, str(tmp_path)],
            cwd=tmp_path,
            env=inherited | {"PYTHONPATH": str(ROOT)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.splitlines()[-1]

    return run


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_passed_is_not_run_again_and_everything_else_is(said, tmp_path, workers):
    file = str(tmp_path / "passed")

    first = said("-n", workers, SOC2_PASSED=file)
    second = said("-n", workers, SOC2_PASSED=file, EVERYTHING="1")

    assert "1 failed, 2 passed, 1 skipped, 1 error" in first
    assert "3 passed" in second
    assert "failed" not in second


def test_without_a_file_everything_is_run_each_time(said):
    assert "4 passed" in said(EVERYTHING="1")
    assert "4 passed" in said(EVERYTHING="1")
