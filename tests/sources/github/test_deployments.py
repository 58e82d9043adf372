"""Deployments, their states and who let them go."""

from datetime import UTC, datetime

import pytest

from include.sources.github import deployments
from tests.sources.github.deploying import (
    APPROVALS,
    BEFORE,
    DEPLOYMENTS,
    FAILED,
    LIST,
    STATES,
    STATUSES,
    THIS,
    approval,
    collecting,
    status,
)


@pytest.fixture
def collect(windowed, fake_github):
    return collecting(windowed, fake_github)


def test_a_deployment_of_the_window_is_a_row(collect, rows):
    into = collect()

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["deployment_id"], row["environment"], row["oid"]) == (31, "production", "c3")
    assert (row["creator"], row["creator_type"]) == ("github-actions[bot]", "Bot")
    assert row["final_state"] == "success"
    assert row["finished_at"] == datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
    assert (row["run_id"], row["run_triggered_by"], row["approval_count"]) == (99, "bo", 1)
    assert row["read_errors"] == []


def test_its_states_are_rows_in_their_order(collect, rows):
    into = collect()

    found = [(row["status_id"], row["state"]) for row in rows(into, deployments.STATUSES)]
    assert found == [(1, "waiting"), (2, "in_progress"), (3, "success")]


def test_who_approved_the_environment_is_a_row_and_of_another_environment_is_none(collect, rows):
    into = collect()

    (row,) = rows(into, deployments.APPROVALS)
    assert (row["approver"], row["state"], row["comment"]) == ("cleo", "approved", "go")


def test_who_rejected_and_approved_did_one_of_them_last_but_nobody_knows_which(collect, rows):
    both = [approval("cleo"), approval("cleo", "rejected"), approval(None)]

    into = collect({APPROVALS: both})

    found = {row["approver"]: row["state"] for row in rows(into, deployments.APPROVALS)}
    assert found == {"cleo": None, "ghost": "approved"}


def test_a_repository_without_deployments_costs_one_question(collect, rows):
    into = collect({DEPLOYMENTS: []})

    assert [path for path, _ in into.asked] == [LIST, DEPLOYMENTS]
    assert [rows(into, each) for each in deployments.SOURCE.datasets] == [[], [], [], []]
    assert all(each.expected_items == 0 for each in into.readings.values())


def test_older_deployments_are_not_asked_about(collect):
    into = collect({DEPLOYMENTS: [FAILED, BEFORE]})

    assert [path for path, _ in into.asked] == [LIST, DEPLOYMENTS]


def test_what_no_run_made_waited_for_nobody(collect, rows):
    into = collect({STATUSES: [status(1, "success", "2026-11-23T10:20:00Z")]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["run_id"], row["run_triggered_by"], row["approval_count"]) == (None, None, 0)


def test_without_any_state_yet_nothing_is_said_of_end_and_approval(collect, rows):
    into = collect({STATUSES: lambda deployment, **_: [] if deployment == 31 else STATES[29]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["final_state"], row["run_id"], row["approval_count"]) == (None, None, None)


def test_a_deleted_creator_is_null(collect, rows):
    into = collect({DEPLOYMENTS: [THIS | {"creator": None}, BEFORE]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["creator"], row["creator_type"]) == (None, "deleted")
