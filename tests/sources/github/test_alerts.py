"""Alerts of each kind, of the organisation or one repository after another."""

from datetime import UTC, datetime

import pytest

from include.model.errors import Cause, SourceError
from include.sources.github import alerts
from tests.sources.github.alerting import LIST, ORG, REPO, SHOP, WIKI, collecting


@pytest.fixture
def collect(collection, fake_github):
    return collecting(collection, fake_github)


def test_an_alert_of_each_kind_becomes_a_row(collect, rows):
    into = collect()

    (dependency,) = rows(into, alerts.DEPENDENCY_ALERTS)
    assert (dependency["repository"], dependency["number"]) == ("shop", 3)
    assert (dependency["package"], dependency["severity"]) == ("npm:lodash", "high")
    assert dependency["dismissed_at"] == datetime(2026, 11, 2, tzinfo=UTC)
    assert (dependency["dismissed_by"], dependency["dismissed_reason"]) == ("ana", "not_used")
    (code,) = rows(into, alerts.CODE_ALERTS)
    assert (code["severity"], code["rule"], code["tool"]) == ("critical", "sql", "CodeQL")
    (secret,) = rows(into, alerts.SECRET_ALERTS)
    assert (secret["secret_type"], secret["resolved_by"]) == ("api_token", "bo")
    assert all(each["read_errors"] == [] for each in (dependency, code, secret))


def test_a_secret_is_neither_asked_for_nor_kept(collect, rows):
    into = collect({LIST: [SHOP, WIKI], REPO["secret-scanning"]: []})

    asked = [query for path, query in into.asked if "secret-scanning" in path]
    assert [each["hide_secret"] for each in asked] == ["true", "true"]
    assert "hunter2" not in str(rows(into, alerts.SECRET_ALERTS))


def test_what_the_organisation_named_alerts_of_is_not_asked_again(collect):
    into = collect()

    assert [path for path, _ in into.asked] == [LIST, *ORG.values()]


def test_a_repository_out_of_scope_has_no_row(collect, rows):
    why = {"pattern": "shop", "reason": "a showroom", "approved_by": "CISO"}

    into = collect(out_of_scope=(why,))

    assert rows(into, alerts.CODE_ALERTS) == []


def test_a_repository_without_alerts_has_no_row(collect, rows):
    into = collect({LIST: [WIKI], **{each: [] for each in REPO.values()}})

    assert [rows(into, each) for each in alerts.SOURCE.datasets] == [[], [], []]
    assert all(each.expected_items == 0 for each in into.readings.values())


@pytest.mark.parametrize(
    ("name", "state"), [("AlertsDisabled", "disabled"), ("NoAnalysisFound", "never_analysed")]
)
def test_a_repository_that_raises_no_alerts_says_so(collect, rows, refused, name, state):
    into = collect({LIST: [WIKI], **dict.fromkeys(REPO.values(), refused(name, Cause.VANISHED))})

    (row,) = rows(into, alerts.CODE_ALERTS)
    assert (row["repository"], row["number"], row["state"]) == ("wiki", None, state)
    assert row["read_errors"] == []


@pytest.mark.parametrize(
    "case",
    [
        (403, "Dependabot alerts are disabled for this repository.", "AlertsDisabled"),
        (
            403,
            "Dependabot alerts are not available for archived repositories.",
            "AlertsDisabled",
        ),
        (
            403,
            "Advanced Security must be enabled for this repository to use code scanning.",
            "AlertsDisabled",
        ),
        (403, "Code scanning is not enabled for this repository.", "AlertsDisabled"),
        (404, "Secret scanning is disabled on this repository.", "AlertsDisabled"),
        (404, "no analysis found", "NoAnalysisFound"),
        (403, "You are not authorized to perform this operation.", "Http403"),
    ],
)
def test_what_switched_off_means_is_known_by_the_words(wire, service, into, case):
    status, message, name = case
    service.says(status, {"message": message})

    with pytest.raises(SourceError) as caught:
        list(wire.pages(REPO["dependabot"], repo="shop"))

    assert caught.value.code == name
    assert bool(into.readings["github_organizations"].denied_calls) is (name == "Http403")


def test_every_planted_alert_is_there_and_what_is_hidden_says_so(observe_quillhaven, rows):
    into = observe_quillhaven("github.alerts")

    dependencies = {
        (row["repository"], row["number"]): row for row in rows(into, alerts.DEPENDENCY_ALERTS)
    }
    late = dependencies["web-console", 2]
    assert (late["severity"], (late["fixed_at"] - late["created_at"]).days) == ("high", 45)
    assert dependencies["web-console", 4]["state"] == "open"
    code = {(row["repository"], row["number"]): row for row in rows(into, alerts.CODE_ALERTS)}
    assert (code["identity", 2]["state"], code["identity", 2]["severity"]) == ("open", "high")
    secrets = {(row["repository"], row["number"]): row for row in rows(into, alerts.SECRET_ALERTS)}
    leaked = secrets["data-pipeline", 2]
    assert (leaked["resolved_at"] - leaked["created_at"]).days == 9
    assert secrets["billing-worker", 1]["resolved_at"] is None
    for found in (dependencies, code, secrets):
        unreadable = [key for key, row in found.items() if row["read_errors"]]
        assert unreadable == [("vault-config", None)]
    assert "not-a-secret" not in str(into.readings["github_secret_alerts"].answers)
