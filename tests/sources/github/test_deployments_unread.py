"""What GitHub keeps back of deployments is null and says so, or fails the list."""

import pytest

from include.model.errors import Cause
from include.sources.github import deployments
from tests.sources.github.deploying import (
    APPROVALS,
    COMPARE,
    DEPLOYMENTS,
    LIST,
    PULLS,
    RUN,
    SHOP,
    STATUSES,
    THIS,
    WIKI,
    collecting,
    commit,
)


@pytest.fixture
def collect(windowed, fake_github):
    return collecting(windowed, fake_github)


def test_a_comparison_that_ends_early_is_no_list_of_what_was_shipped(collect, rows):
    def compare(page, **_):
        return {"status": "ahead", "total_commits": 5, "commits": [commit("a")] * (page == 1)}

    into = collect({COMPARE: compare})

    assert rows(into, deployments.COMMITS) == []
    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert row["read_errors"] == [f"GET {COMPARE}: PageVanished"]


@pytest.mark.parametrize(
    ("path", "nulls"),
    [
        (STATUSES, {"final_state", "run_id", "approval_count", "previous_oid"}),
        (RUN, {"run_triggered_by"}),
        (APPROVALS, {"approval_count"}),
        (COMPARE, {"comparison"}),
    ],
)
def test_a_part_that_is_denied_is_null_and_says_so(collect, rows, refused, path, nulls):
    into = collect({path: refused("ResourceNotAccessible")})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert f"GET {path}: ResourceNotAccessible" in row["read_errors"]
    assert {name for name in nulls if row[name] is None} == nulls


def test_a_commit_whose_pull_requests_are_denied_says_so(collect, rows, refused):
    into = collect({PULLS: refused("ResourceNotAccessible")})

    found = rows(into, deployments.COMMITS)
    assert [each["read_errors"] for each in found] == [[f"GET {PULLS}: ResourceNotAccessible"]] * 2


def test_a_denied_repository_says_so_and_costs_no_other(collect, rows, refused):
    into = collect({LIST: [SHOP, WIKI], f"{DEPLOYMENTS} wiki": refused()})

    shop, wiki = rows(into, deployments.DEPLOYMENTS)
    assert shop["deployment_id"] == 31
    assert (wiki["deployment_id"], wiki["read_errors"]) == (None, [f"GET {DEPLOYMENTS}: NotFound"])


@pytest.mark.parametrize("malformed", [{"id": 31}, THIS | {"created_at": "yesterday"}])
def test_a_malformed_deployment_makes_its_repository_unreadable(collect, rows, malformed):
    into = collect({DEPLOYMENTS: [malformed]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert row["deployment_id"] is None
    assert [each.casefold() for each in row["read_errors"]] == [
        f"get {DEPLOYMENTS}: malformed".casefold()
    ]


def test_a_rate_limit_ends_the_reading(collect, refused):
    into = collect({PULLS: refused("RateLimitExceeded", Cause.THROTTLED)})

    assert {each.error.cause for each in into.readings.values()} == {Cause.THROTTLED}


def test_a_denied_list_fails_everything(collect, refused):
    into = collect({LIST: refused()})

    assert all(each.error for each in into.readings.values())
