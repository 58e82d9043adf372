"""What ``make new-source`` writes is a source at once, well formed, and collects nothing by accident."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from include.model.dataset import Nature
from include.model.errors import DefinitionError
from include.sources.__main__ import main
from include.sources.new import write


@pytest.fixture
def room(tmp_path):
    for provider in ("aws", "registers"):
        (tmp_path / provider).mkdir()
    return tmp_path


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("where", ["aws/kms", "aws/access_analyzer", "registers/vendors"])
def test_a_start_declares_a_source_of_state(room, where):
    source = loaded(write(where, room)).SOURCE

    assert source.nature is Nature.STATE
    assert [dataset.name.split("_")[0] for dataset in source.datasets] == [
        {"aws": "aws", "registers": "register"}[where.split("/")[0]]
    ]


@pytest.mark.parametrize("where", ["aws/kms", "aws/access_analyzer", "registers/vendors"])
def test_a_start_passes_the_linter(room, where):
    path = write(where, room)

    ruff = Path(sys.executable).with_name("ruff")
    config = Path(__file__).parents[2] / "pyproject.toml"
    for verb in (["check", "--ignore=INP001"], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *verb, "--config", config, path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("where", ["", "kms", "azure/kms", "aws/KMS", "aws/../kms", "aws/_kms"])
def test_a_name_that_does_not_fit_is_refused_with_an_example(room, where):
    with pytest.raises(DefinitionError, match="such as aws/kms"):
        write(where, room)


def test_a_source_that_stands_is_left_alone(room):
    path = write("aws/kms", room)
    path.write_text("mine")

    with pytest.raises(DefinitionError, match="stands already"):
        write("aws/kms", room)
    assert path.read_text() == "mine"


def test_a_mistake_is_one_line(capsys):
    assert main(["new", "aws/s3"]) == 2

    assert capsys.readouterr().err.count("\n") == 1
