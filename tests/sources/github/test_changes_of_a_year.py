"""The changes of the emulated company's year, release branches and what goes wrong among them."""

from datetime import UTC, datetime, timedelta

import pytest
from github import Auth

from include import sources
from include.model.interval import Interval, IntervalKind
from include.model.scope import GithubOrganization, Scope, ScopeKind
from include.sources.collection import Collection
from include.sources.github import connect
from tests.demo.emulated_github.world import build

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def year(start_github):
    into = Collection(sources.load("github.changes").SOURCE, lambda: NOW)
    into.interval = Interval(
        kind=IntervalKind.WINDOW, start=NOW - timedelta(days=364), end=NOW + timedelta(hours=1)
    )
    scope = Scope(
        kind=ScopeKind.GITHUB_ORG, id="quillhaven", name="Q", starts_on=datetime(2025, 1, 1).date()
    )
    organization = GithubOrganization(
        login="quillhaven", name="Quillhaven", release_branches=("release/*",)
    )
    endpoint = start_github("--now", NOW.isoformat())
    github = connect(Auth.Token("t"), scope, into, organization=organization, base_url=endpoint)
    sources.load("github.changes").collect(github, into)
    github.close()
    return into


@pytest.fixture(scope="module")
def rows(year):
    def of(dataset, repository, number=None):
        table = [row for batch in year.readings[dataset].batches for row in batch.to_pylist()]
        return [
            row
            for row in table
            if row["repository"] == repository and number in (None, row.get("number"))
        ]

    return of


def test_every_merged_pull_request_of_the_year_is_there_once(year):
    merged = {
        (repository.name, pull.number)
        for repository in build(7, NOW).of("quillhaven")
        for pull in repository.pulls
        if pull.merged_at and pull.merged_at >= NOW - timedelta(days=364)
    }
    (table,) = year.readings["github_pull_requests"].batches

    found = [(row["repository"], row["number"]) for row in table.to_pylist()]

    assert sorted(found) == sorted(merged)


def test_every_commit_between_two_positions_of_a_branch_is_accounted_for(year):
    reconciliation = year.readings["github_branch_commits"].reconciliation

    assert reconciliation.independent_count > 600
    assert reconciliation.unexplained_items == 0


def test_a_dismissal_bears_its_time_and_what_was_dismissed(rows):
    (before,) = rows("github_pull_requests", "web-console", 56)
    dismissed = [
        row
        for row in rows("github_pull_request_reviews", "web-console", 56)
        if row["state"] == "DISMISSED"
    ]

    assert [row["state_before_dismissal"] for row in dismissed] == ["APPROVED"]
    assert before["merged_at"] - dismissed[0]["dismissed_at"] == timedelta(hours=1)


def test_a_force_push_to_a_pull_request_bears_both_heads(rows):
    (push,) = rows("github_pull_request_force_pushes", "web-console", 136)
    (pull,) = rows("github_pull_requests", "web-console", 136)

    assert push["after_oid"] == pull["head_oid"] != push["before_oid"]


def test_a_deleted_author_is_no_name_and_is_said_to_be_deleted(rows):
    (pull,) = rows("github_pull_requests", "billing-worker", 110)

    assert (pull["author"], pull["author_type"]) == (None, "deleted")


def test_reviews_are_followed_beyond_their_page(rows):
    (pull,) = rows("github_pull_requests", "ledger", 50)

    assert len(rows("github_pull_request_reviews", "ledger", 50)) == pull["review_count"] == 251


def test_each_commit_of_a_rebase_names_the_pull_request_that_brought_it(rows):
    listed = rows("github_branch_commits", "billing-worker")
    commits = [row for row in listed if row["move"] == "pr_merge"]

    assert all(row["pull_request"] for row in commits)
    assert len({(row["repository_id"], row["pull_request"]) for row in commits}) < len(commits)


def test_the_checks_of_a_merge_queue_stand_on_its_own_commit(rows):
    checks = rows("github_pull_request_checks", "gateway")
    reached = {row["oid"] for row in rows("github_branch_commits", "gateway")}

    queued = {row["oid"] for row in checks if row["on"] == "merge_queue"}

    assert queued
    assert queued <= reached
    assert not {row["oid"] for row in checks if row["on"] == "head"} & reached


@pytest.mark.parametrize(
    ("repository", "oid", "move"),
    [
        ("billing-worker", "6c1f1c03b3d2120f5326d229ef48814048aa4cad", "push"),
        ("billing-worker", "61c30d237e0dd119d3ff7d603fb6fc45dc1c7eeb", "force_push"),
        ("data-pipeline", "b99f85237b5efb70fc3a2f5ea5d2a16469666035", "push"),
    ],
)
def test_what_was_pushed_past_pull_requests_is_found(rows, repository, oid, move):
    (commit,) = [r for r in rows("github_branch_commits", repository) if r["oid"] == oid]

    assert (commit["move"], commit["pull_request"]) == (move, None)


def test_a_back_dated_commit_is_found_when_it_arrived(rows):
    oid = "b99f85237b5efb70fc3a2f5ea5d2a16469666035"
    (commit,) = [r for r in rows("github_branch_commits", "data-pipeline") if r["oid"] == oid]

    assert commit["reached_at"] - commit["committed_at"] >= timedelta(days=149)


def test_a_default_branch_that_was_renamed_is_followed_and_its_history_is_not_new(rows):
    commits = rows("github_branch_commits", "data-pipeline")

    assert {row["branch"] for row in commits} == {"master", "main"}
    assert len({row["oid"] for row in commits}) == len(commits)
    assert not any(row["move"] == "branch_creation" for row in commits)


def test_a_release_branch_is_read_like_the_default_one(rows):
    bases = {
        row["number"]: row["base_branch"] for row in rows("github_pull_requests", "mobile-app")
    }

    assert {bases[60], bases[62]} == {"release/3"}


def test_a_transferred_repository_has_its_whole_year(rows):
    assert len(rows("github_pull_requests", "partner-sdk")) > 10


def test_checks_that_cannot_be_read_are_null_and_say_so(rows):
    pulls = rows("github_pull_requests", "vault-config")

    assert pulls
    assert {row["check_count"] for row in pulls} == {None}
    assert all("POST /graphql statusCheckRollup: FORBIDDEN" in r["read_errors"] for r in pulls)


def test_a_label_tells_who_gave_it_and_when(rows):
    (pull,) = rows("github_pull_requests", "data-pipeline", 110)

    assert [each["name"] for each in pull["labels"]] == ["emergency"]
    assert pull["labels"][0]["labeled_at"] < pull["merged_at"]
