"""Real answers go through the parsers of events and alerts; see tests/sources/test_recordings.py."""

import json
import os
from pathlib import Path

import pytest

from include.sources.github import alerts, deployments
from include.sources.github._deployment_history import outcome, status_columns
from include.sources.github._shipped import commit_columns, pull_request_columns

FOLDER = os.environ.get("SOC2_RECORDINGS")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="SOC2_RECORDINGS names no folder of recorded answers"
)
REPOSITORY = {"repository_id": 1, "repository": "a"}


def recorded(name, ends):
    """Yield what was answered with success to questions whose path ends so, one item at a time."""
    with (Path(FOLDER) / "github" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            each = json.loads(line)
            asked = each["path"].partition("?")[0]
            if each["status"] == 200 and each["response"] and asked.endswith(ends):
                yield from (
                    each["response"] if isinstance(each["response"], list) else [each["response"]]
                )


def delivered(event):
    for file in sorted((Path(FOLDER) / "github" / "webhooks" / event).glob("*.json")):
        yield json.loads(file.read_text(encoding="utf-8"))[event]


def fits(collection, source, dataset, rows):
    """Say how many rows there were; a row that does not fit the columns raises."""
    collection(source).add(dataset, [REPOSITORY | row for row in rows])
    return len(rows)


def test_recorded_alerts_of_code_are_read_whole(collection):
    found = [alerts.code_columns(each) for each in recorded("alerts", "code-scanning/alerts")]

    assert fits(collection, alerts.SOURCE, alerts.CODE_ALERTS, found) == 4
    assert all(row["created_at"] and row["severity"] and row["rule"] for row in found)


def test_recorded_deployments_are_read_whole(collection):
    answers = [*recorded("deployments", ("78406011", "78406020")), *delivered("deployment")]
    found = [deployments.deployment_columns(each) for each in answers]

    assert fits(collection, deployments.SOURCE, deployments.DEPLOYMENTS, found) == 5
    assert all(row["environment"] and row["oid"] and row["created_at"] for row in found)


def test_recorded_states_of_deployments_are_read_whole():
    found = [status_columns(each) for each in delivered("deployment_status")]

    assert len(found) == 3
    assert all(row["state"] and row["created_at"] for row in found)
    assert outcome(found)["final_state"]


def test_recorded_commits_are_read_with_their_people():
    found = [commit_columns(each) for each in recorded("pull_commits", "/commits")]

    assert found
    assert all(row["authors"] and row["committed_at"] for row in found)


def test_recorded_pull_requests_that_are_open_brought_no_commit():
    answers = list(recorded("pulls_list", "/pulls"))

    merged = [each for each in answers if each["merged_at"]]
    found = pull_request_columns(answers, "main")
    assert (found["pull_request"] is None) is (not merged)
