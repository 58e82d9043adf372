"""What ``new`` writes is a source, and its tests fail until somebody has filled it in."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from include.model.errors import DefinitionError
from include.sources.__main__ import main
from include.sources.new import write

ROOT = Path(__file__).parents[2]


def test_a_start_is_a_source(tmp_path):
    path, _ = write("aws/access_analyzer", tmp_path, tmp_path / "tests")

    spec = importlib.util.spec_from_file_location("start", path)
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)

    assert [each.name for each in start.SOURCE.datasets] == ["aws_access_analyzer_items"]
    assert start.SOURCE.permissions == ("access-analyzer:ListReplaceMe",)


@pytest.mark.parametrize("check", [["check"], ["format", "--check"]])
def test_a_start_is_formed_as_make_check_wants_it(tmp_path, check):
    files = write("aws/kms", tmp_path, tmp_path / "tests")
    (tmp_path / "aws" / "__init__.py").touch()

    ruff = [Path(sys.executable).with_name("ruff"), *check, "--config", ROOT / "pyproject.toml"]
    done = subprocess.run(
        [*ruff, *files], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 0, done.stdout


def test_three_of_the_tests_of_a_start_fail(tmp_path):
    for folder in ("include", "tests/sources"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    _, tests = write("aws/kms", tmp_path / "include" / "sources", tmp_path / "tests" / "sources")

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert "3 failed, 1 passed" in done.stdout


def test_a_source_that_stands_already_is_left_alone(tmp_path):
    path, _ = write("aws/kms", tmp_path, tmp_path / "tests")
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(DefinitionError, match=r"kms\.py: stands already; choose another name"):
        write("aws/kms", tmp_path, tmp_path / "tests")

    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("kms", "expected PROVIDER/NAME, such as aws/kms"),
        ("aws/Kms", "expected PROVIDER/NAME, such as aws/kms"),
        ("../aws/kms", "expected PROVIDER/NAME, such as aws/kms"),
        ("aws/_client", "expected PROVIDER/NAME, such as aws/kms"),
        ("aws/lambda", "lambda is a word of Python; choose another name"),
        ("moon/kms", "no start is known for moon, only for aws; copy a source of"),
        ("registers/people", "no start is known for registers, only for aws; copy a source of"),
    ],
)
def test_a_place_that_is_none_gets_one_line(capsys, where, said):
    status = main(["new", where])

    (line,) = capsys.readouterr().err.splitlines()
    assert status == 2
    assert line.startswith(f"{where}: {said}")
