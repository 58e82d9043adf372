"""The shipped permissions of the GitHub App are those that the sources declare, and read only."""

import json
import re
from pathlib import Path

import pytest

from include import sources
from include.sources import policy
from include.sources.github._permissions import PERMISSIONS

ROOT = Path(__file__).parents[2]


def test_the_shipped_permissions_are_what_the_sources_declare():
    shipped = (ROOT / policy.SHIPPED_APP).read_text(encoding="utf-8")

    assert shipped == policy.app(), "stale: run python -m include.sources.policy"


def test_the_app_reads_and_is_told_nothing_by_itself():
    manifest = json.loads(policy.app())

    assert set(manifest["default_permissions"].values()) == {"read"}
    assert (manifest["public"], manifest["default_events"]) == (False, [])


def test_every_permission_of_a_question_is_asked_for_and_no_other():
    assert set(policy.actions("github")) == set(PERMISSIONS.values())


@pytest.mark.parametrize("name", sources.by_provider()["github"])
def test_every_dataset_of_github_declares_what_it_needs(name):
    assert all(each.permissions for each in sources.load(name).SOURCE.datasets)


def test_the_readme_names_no_permission_that_is_not_shipped():
    table = (ROOT / policy.SHIPPED_APP).with_name("README.md").read_text(encoding="utf-8")

    named = {
        name
        for line in re.findall(r"^ *\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", line)
    }
    assert named <= set(json.loads(policy.app())["default_permissions"])
    assert len(named) == 4


def test_both_files_are_written_where_they_are_shipped(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["policy"])

    policy.main()

    assert (tmp_path / policy.SHIPPED).read_text() == policy.policy()
    assert (tmp_path / policy.SHIPPED_APP).read_text() == policy.app()
