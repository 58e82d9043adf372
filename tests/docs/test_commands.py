"""The commands of the pages are right: each is held against its own program, or the page says why not."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from importlib import import_module

import pytest

from include.warehouse.connection import connect
from tests.docs.blocks import PAGES, ROOT, SHELL, blocks, read

BLOCKS = blocks(*SHELL)
# Whose own reading of its arguments is asked whether a command is right.
CHECKED = ("make", "airflow", "python")
COMMANDS = [(each, words) for each in BLOCKS if each.why is None for words in each.commands]
AIRFLOW = """
import json, sys
from airflow.cli.cli_parser import get_parser
for words in json.load(sys.stdin):
    get_parser().parse_args(words)
"""


class Parsed(Exception):
    """The arguments were right; nothing is done with them."""


def of(program):
    return [
        pytest.param(words[1:], id=f"{block} {' '.join(words[:4])}")
        for block, words in COMMANDS
        if words[0] == program
    ]


def test_every_command_is_tried_or_says_why_not():
    untried = [
        f"{block}: {' '.join(words)}" for block, words in COMMANDS if words[0] not in CHECKED
    ]

    assert untried == [], "precede the block by <!-- not run: why -->"


@pytest.mark.parametrize("block", [each for each in BLOCKS if each.why is not None], ids=str)
def test_nobody_is_excused_without_need(block):
    assert len(block.why) > 10
    assert [words for words in block.commands if words[0] not in CHECKED]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_command_hides_in_a_block_of_another_kind(page):
    programs = (*CHECKED, "docker", "aws", "export", "helm", "psql", "pip", "kubectl")

    hidden = [
        str(block)
        for block in read(page)
        if block.language not in SHELL
        and any(line.split(" ")[0] in programs for line in block.text.splitlines())
    ]

    assert hidden == []


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_shell_can_read_it(block):
    read = subprocess.run(
        ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
    )

    assert (read.returncode, read.stderr) == (0, "")


@pytest.mark.parametrize("words", of("make"))
def test_make_has_the_target(words):
    planned = subprocess.run(
        ["make", "--dry-run", "--silent", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert planned.returncode == 0, planned.stderr


def test_help_lists_every_target_that_the_pages_name():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    named = {each.values[0][0] for each in of("make")}
    assert named <= {line.split()[1] for line in listed.stdout.splitlines()}
    assert {"demo", "doctor"} <= named


@pytest.mark.parametrize("words", of("python"))
def test_a_verb_takes_these_arguments(words, monkeypatch):
    option, module, *arguments = words
    assert option == "-m"
    parse = ArgumentParser.parse_args

    def parsed(self, *given, **kwargs):
        parse(self, *given, **kwargs)
        raise Parsed

    monkeypatch.setattr(ArgumentParser, "parse_args", parsed)
    monkeypatch.setattr(sys, "argv", [module, *arguments])
    try:
        program = import_module(f"{module}.__main__")
    except ModuleNotFoundError:
        program = import_module(module)

    with pytest.raises(Parsed):
        program.main()


def test_airflow_takes_these_arguments(tmp_path):
    words = [each.values[0] for each in of("airflow")]
    # `airflow users` comes with the auth manager of docker-compose.yaml.
    manager = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"

    asked = subprocess.run(
        [sys.executable, "-c", AIRFLOW],
        input=json.dumps(words),
        env={**os.environ, "AIRFLOW__CORE__AUTH_MANAGER": manager, "AIRFLOW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert words
    assert asked.returncode == 0, asked.stderr


def test_every_query_finds_something_for_whoever_reads(lived):
    queries = blocks("sql")

    with connect(lived) as connection, connection.cursor() as cursor:
        cursor.execute("SET ROLE soc2_reader")
        rows = {str(each): asked(cursor, each.text) for each in queries}

    assert len(rows) > 10
    assert [block for block, found in rows.items() if not found] == []


def asked(cursor, query):
    cursor.execute(query.strip().removesuffix(";"))
    return cursor.fetchall()
