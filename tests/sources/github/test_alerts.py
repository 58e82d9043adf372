from datetime import UTC, datetime

import pytest

from include.model.errors import Cause, SourceError
from include.sources.github import alerts

LIST = "/orgs/{org}/repos"
KINDS = ("dependabot", "code-scanning", "secret-scanning")
ORG = {each: f"/orgs/{{org}}/{each}/alerts" for each in KINDS}
REPO = {each: f"/repos/{{org}}/{{repo}}/{each}/alerts" for each in KINDS}
SHOP, WIKI = {"id": 7, "name": "shop"}, {"id": 8, "name": "wiki"}
DEPENDENCY = {
    "number": 3,
    "state": "dismissed",
    "dependency": {
        "package": {"ecosystem": "npm", "name": "lodash"},
        "manifest_path": "package-lock.json",
    },
    "security_advisory": {"ghsa_id": "GHSA-1", "severity": "low"},
    "security_vulnerability": {"severity": "high"},
    "created_at": "2026-11-01T00:00:00Z",
    "dismissed_at": "2026-11-02T00:00:00Z",
    "dismissed_by": {"login": "ana"},
    "dismissed_reason": "not_used",
    "dismissed_comment": "no path to it",
}
CODE = {
    "number": 4,
    "state": "fixed",
    "rule": {"id": "sql", "severity": "error", "security_severity_level": "critical"},
    "tool": {"name": "CodeQL"},
    "created_at": "2026-11-01T00:00:00Z",
    "fixed_at": "2026-11-03T00:00:00Z",
    "dismissed_by": None,
}
SECRET = {
    "number": 5,
    "state": "resolved",
    "secret_type": "api_token",
    "secret": "hunter2",
    "resolution": "revoked",
    "resolved_by": {"login": "bo"},
    "push_protection_bypassed_by": None,
    "publicly_leaked": False,
}


def of(repository, alert):
    return {**alert, "repository": repository}


@pytest.fixture
def collect(collection, fake_github):
    """Return what a collection holds of a company with one repository, its answers changed as told."""
    answers = {
        LIST: [SHOP],
        ORG["dependabot"]: [of(SHOP, DEPENDENCY)],
        ORG["code-scanning"]: [of(SHOP, CODE)],
        ORG["secret-scanning"]: [of(SHOP, SECRET)],
    }

    def run(changes=None, **organization):
        into = collection(alerts.SOURCE)
        github = fake_github(into, answers | (changes or {}), **organization)
        alerts.collect(github, into)
        into.asked = github.asked
        return into

    return run


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
