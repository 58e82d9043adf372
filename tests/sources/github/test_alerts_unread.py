"""Alerts that cannot be read are no absence of alerts."""

import pytest

from include.model.errors import Cause
from include.sources.github import alerts
from tests.sources.github.alerting import CODE, DEPENDENCY, LIST, ORG, REPO, SHOP, WIKI, collecting


@pytest.fixture
def collect(collection, fake_github):
    return collecting(collection, fake_github)


def test_a_repository_whose_alerts_are_denied_says_so_and_costs_no_other(collect, rows, refused):
    changes = dict.fromkeys(REPO.values(), refused("ResourceNotAccessible"))

    into = collect({LIST: [SHOP, WIKI], **changes})

    shop, wiki = rows(into, alerts.DEPENDENCY_ALERTS)
    assert (shop["number"], wiki["number"], wiki["state"]) == (3, None, None)
    assert wiki["read_errors"] == [f"GET {REPO['dependabot']}: ResourceNotAccessible"]


@pytest.mark.parametrize("cause", [Cause.DENIED, Cause.PLAN_LIMIT, Cause.VANISHED])
def test_where_the_organisation_does_not_answer_every_repository_is_asked(
    collect, rows, refused, cause
):
    into = collect(
        {ORG["dependabot"]: refused("NotFound", cause), REPO["dependabot"]: [DEPENDENCY]}
    )

    (row,) = rows(into, alerts.DEPENDENCY_ALERTS)
    assert (row["number"], row["read_errors"]) == (3, [])


def test_a_malformed_list_of_the_organisation_fails_its_kind_alone(collect):
    into = collect({ORG["code-scanning"]: [CODE]})

    failed = {name for name, each in into.readings.items() if each.error}
    assert failed == {"github_code_alerts"}
    assert into.readings["github_code_alerts"].error.cause is Cause.MALFORMED


def test_a_malformed_alert_of_a_repository_makes_it_unreadable(collect, rows):
    into = collect({LIST: [WIKI], **{each: [{"state": "open"}] for each in REPO.values()}})

    (row,) = rows(into, alerts.SECRET_ALERTS)
    assert (row["number"], row["state"]) == (None, None)
    assert row["read_errors"] == [f"GET {REPO['secret-scanning']}: malformed"]


def test_a_rate_limit_ends_the_reading(collect, refused):
    into = collect({ORG["dependabot"]: refused("RateLimitExceeded", Cause.THROTTLED)})

    assert into.readings["github_dependency_alerts"].error.cause is Cause.THROTTLED


def test_a_denied_list_of_repositories_fails_everything(collect, refused):
    into = collect({LIST: refused()})

    assert all(each.error for each in into.readings.values())
