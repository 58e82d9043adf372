"""What reading changes costs, and what happens when GitHub gives less than it was asked for."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest
from github import Auth

from include import sources
from include.model.errors import Cause, SourceIncomplete
from include.model.interval import Interval, IntervalKind, window_of
from include.model.scope import GithubOrganization
from include.sources.collection import Collection
from include.sources.github import Patience, connect
from include.sources.github._graph import Batches, with_errors
from include.sources.github._reached import Reader

SOURCE = sources.load("github.changes").SOURCE


@pytest.fixture(scope="module")
def busy(start_github):
    return start_github("--scale", "pulls=1000")


@pytest.fixture
def changes(scope):
    """Collect one repository's changes of some days."""

    def read(endpoint, repository, days=None, **patience):
        into, now = Collection(SOURCE), datetime.now(UTC)
        into.interval = (
            Interval(
                kind=IntervalKind.WINDOW,
                start=now - timedelta(days=days),
                end=now + timedelta(hours=1),
            )
            if days
            else window_of(now - timedelta(days=1))
        )
        organization = GithubOrganization(
            login="quillhaven", name="Quillhaven", repositories=(repository,)
        )
        with into.reading(*SOURCE.datasets):
            github = connect(
                Auth.Token("t"),
                scope,
                into,
                organization=organization,
                base_url=endpoint,
                patience=Patience(sleep=lambda _: None, **patience),
            )
            sources.load("github.changes").collect(github, into)
            github.close()
        return into

    return read


@pytest.fixture
def limit(busy):
    def bring_about(**wish):
        body = json.dumps(wish).encode()
        urlopen(Request(f"{busy}/_demo/limit", data=body, method="POST")).close()

    yield bring_about
    bring_about(clear=True)


def pulls(into):
    return sum(each.num_rows for each in into.readings["github_pull_requests"].batches)


def test_a_thousand_pull_requests_cost_at_most_forty_requests(busy, changes):
    into = changes(busy, "monolith", days=31)

    assert pulls(into) == 1000
    assert len(into.readings["github_pull_requests"].answers) <= 40


def test_a_day_on_which_nothing_happened_costs_at_most_four_requests(busy, changes):
    into = changes(busy, "legacy-reports")

    assert into.readings["github_branch_moves"].expected_items == 0
    assert len(into.readings["github_pull_requests"].answers) <= 4


def test_a_question_that_was_too_much_is_halved_and_nothing_is_lost(busy, changes, limit):
    whole = pulls(changes(busy, "monolith", days=2))
    limit(graphql_502_above=20)

    into = changes(busy, "monolith", days=2)

    names = Counter(each.error_code for each in into.readings["github_pull_requests"].answers)
    assert names["Http502"] >= 1
    assert pulls(into) == whole > 20


def test_a_limit_that_lasts_too_long_leaves_no_rows(busy, changes, limit):
    limit(primary={"after": 15, "seconds": 3600})

    into = changes(busy, "monolith", days=31, wait_seconds=1)

    reading = into.readings["github_pull_requests"]
    assert reading.error.cause is Cause.THROTTLED
    assert reading.batches == []


class Counting:
    """Answers at most ``most`` questions at once."""

    def __init__(self, most):
        self.most, self.asked = most, []

    def graph(self, query, *, may_shrink=False, **_):
        count = query.count("node(")
        self.asked.append(count)
        if count > self.most and may_shrink:
            return None
        return {f"i{number}": {"id": number} for number in range(count)}


def test_a_page_that_was_halved_grows_again():
    github = Counting(most=30)

    answers = Batches(github).ask(["node(id: 1) { id }"] * 100, "")

    assert len(answers) == 100
    assert github.asked == [50, 25, 50, 25, 50, 25, 25]


def test_an_error_stands_on_the_object_that_lacks_something():
    error = {"type": "FORBIDDEN", "path": ["i0", "object", "statusCheckRollup"]}

    data = with_errors({"data": {"i0": {"object": {"oid": "a"}}}, "errors": [error]})

    assert data["i0"]["object"]["__errors"] == ["POST /graphql statusCheckRollup: FORBIDDEN"]


def test_a_pull_request_that_is_not_answered_fails_the_day_and_is_not_left_out():
    pull = {"id": "PR_7", "mergedAt": "2026-11-23T12:00:00Z", "baseRefName": "main"}
    commit = {
        "associatedPullRequests": {
            "nodes": [pull],
            "pageInfo": {"hasNextPage": False},
            "totalCount": 1,
        }
    }
    reached = SimpleNamespace(move=SimpleNamespace(branch="main"), commits=[commit])
    github = SimpleNamespace(
        graph=lambda *_, **__: {"i0": None}, organization=SimpleNamespace(login="acme")
    )

    with pytest.raises(SourceIncomplete, match="PR_7: merged, and not answered"):
        Reader(github)._remaining_pulls([reached])
