from datetime import UTC, datetime, timedelta

import pytest

from include.model.errors import Cause
from include.model.interval import window_of
from include.sources.github import rule_suites

LIST = "/orgs/{org}/repos"
SUITES = "/repos/{org}/{repo}/rulesets/rule-suites"
SHOP, WIKI = {"id": 7, "name": "shop"}, {"id": 8, "name": "wiki"}
BYPASS = {
    "id": 21,
    "actor_id": 5,
    "actor_name": "ana",
    "before_sha": "a" * 40,
    "after_sha": "b" * 40,
    "ref": "refs/heads/main",
    "pushed_at": "2026-11-23T10:00:00Z",
    "result": "bypass",
    "evaluation_result": None,
}


@pytest.fixture
def collect(windowed, fake_github):
    """Return what a collection of 23 November holds, its answers as told."""

    def run(answers, days_ago=1):
        into = windowed(rule_suites.SOURCE)
        into.interval = window_of(into.observed_at - timedelta(days=days_ago))
        github = fake_github(into, {LIST: [SHOP], **answers})
        rule_suites.collect(github, into)
        into.asked = github.asked
        return into

    return run


def test_a_suite_of_the_window_is_a_row(collect, rows):
    into = collect({SUITES: [BYPASS]})

    (row,) = rows(into, rule_suites.SUITES)
    assert (row["suite_id"], row["actor"], row["result"]) == (21, "ana", "bypass")
    assert row["pushed_at"] == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert (row["before"], row["after"], row["read_errors"]) == ("a" * 40, "b" * 40, [])
    assert into.readings["github_rule_suites"].expected_items == 1


@pytest.mark.parametrize("at", ["2026-11-22T23:59:59Z", "2026-11-24T00:00:00Z"])
def test_a_suite_of_another_day_is_no_row(collect, rows, at):
    into = collect({SUITES: [BYPASS | {"pushed_at": at}]})

    assert rows(into, rule_suites.SUITES) == []


def test_nothing_there_is_an_answer(collect, rows):
    into = collect({SUITES: []})

    reading = into.readings["github_rule_suites"]
    assert (reading.error, reading.expected_items) == (None, 0)


@pytest.mark.parametrize(("days_ago", "period"), [(1, "week"), (5, "week"), (6, "month")])
def test_no_longer_period_is_asked_for_than_holds_the_window(collect, days_ago, period):
    into = collect({SUITES: []}, days_ago)

    assert into.asked[-1] == (
        SUITES,
        {"repo": "shop", "time_period": period, "rule_suite_result": "all"},
    )


def test_a_denied_repository_says_so_and_costs_no_other(collect, rows, refused):
    into = collect({LIST: [SHOP, WIKI], SUITES: [BYPASS], f"{SUITES} wiki": refused()})

    shop, wiki = rows(into, rule_suites.SUITES)
    assert shop["suite_id"] == 21
    assert (wiki["suite_id"], wiki["read_errors"]) == (None, [f"GET {SUITES}: NotFound"])


def test_a_malformed_suite_makes_its_repository_unreadable(collect, rows):
    into = collect({SUITES: [BYPASS, {"id": 22}]})

    (row,) = rows(into, rule_suites.SUITES)
    assert (row["suite_id"], row["read_errors"]) == (None, [f"GET {SUITES}: malformed"])


def test_a_denied_list_fails_the_dataset(collect, refused):
    into = collect({LIST: refused()})

    assert into.readings["github_rule_suites"].error.cause is Cause.DENIED


def test_the_planted_bypass_is_there(observe_quillhaven, rows):
    into = observe_quillhaven("github.rule_suites", days=29)

    found = {row["repository"]: row for row in rows(into, rule_suites.SUITES)}
    assert found["identity"]["suite_id"] == 5000717
    assert found["identity"]["result"] == "bypass"
    assert [name for name, row in found.items() if row["read_errors"]] == ["vault-config"]
