import json
from datetime import UTC, datetime

import pytest

from include.model.errors import Cause
from include.sources.github import audit_log

LOG, ORG = "/orgs/{org}/audit-log", "/orgs/{org}"
AT = datetime(2026, 11, 23, 10, 0, 0, 500_000, tzinfo=UTC)
EVENT = {
    "@timestamp": int(AT.timestamp() * 1000),
    "_document_id": "d1",
    "action": "repo.access",
    "actor": "ana",
    "actor_id": 5,
    "actor_is_bot": False,
    "user": "bo",
    "repo": "acme/shop",
    "operation_type": "modify",
    "visibility": "public",
    "hashed_token": "c2VjcmV0",
}


@pytest.fixture
def collect(windowed, fake_github):
    def run(answers):
        into = windowed(audit_log.SOURCE)
        github = fake_github(into, {ORG: {"login": "acme"}, **answers})
        with into.reading(audit_log.EVENTS):
            audit_log.collect(github, into)
        into.asked = github.asked
        return into

    return run


def test_an_event_is_a_row_and_what_it_says_beyond_the_columns_is_kept(collect, rows):
    into = collect({LOG: [EVENT]})

    (row,) = rows(into, audit_log.EVENTS)
    assert (row["document_id"], row["action"], row["happened_at"]) == ("d1", "repo.access", AT)
    assert (row["actor"], row["actor_id"], row["actor_is_bot"]) == ("ana", 5, False)
    assert (row["subject"], row["repository"], row["operation_type"]) == ("bo", "shop", "modify")
    assert json.loads(row["facts"]) == {"visibility": "public", "hashed_token": "[redacted]"}


def test_the_window_is_asked_for_with_events_of_git(collect):
    into = collect({LOG: []})

    _, (_, query) = into.asked
    assert query["phrase"] == "created:2026-11-23T00:00:00Z..2026-11-24T00:00:00Z"
    assert query["include"] == "all"


def test_nothing_there_is_an_answer(collect):
    reading = collect({LOG: []}).readings["github_audit_events"]

    assert (reading.error, reading.expected_items) == (None, 0)


def test_the_first_instant_of_the_next_day_belongs_to_the_next_day(collect, rows):
    midnight = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp() * 1000)

    into = collect({LOG: [EVENT | {"@timestamp": midnight}]})

    assert rows(into, audit_log.EVENTS) == []


def test_an_event_says_what_it_says_and_the_rest_is_null(collect, rows):
    bare = {key: EVENT[key] for key in ("@timestamp", "_document_id", "action")}

    into = collect({LOG: [bare | {"repo": ["acme/shop", "acme/wiki"]}]})

    (row,) = rows(into, audit_log.EVENTS)
    assert (row["actor"], row["actor_is_bot"], row["repository"]) == (None, None, None)


@pytest.mark.parametrize(
    ("organization", "cause"),
    [
        ({"plan": {"name": "team"}}, Cause.PLAN_LIMIT),
        ({"plan": {"name": "free"}}, Cause.PLAN_LIMIT),
        ({"plan": {"name": "enterprise"}}, Cause.DENIED),
        ({"plan": None}, Cause.DENIED),
        ({}, Cause.DENIED),
    ],
)
def test_a_log_that_is_not_there_is_the_plans_fault_where_the_plan_is_known(
    collect, refused, organization, cause
):
    into = collect({LOG: refused(), ORG: {"login": "acme", **organization}})

    assert into.readings["github_audit_events"].error.cause is cause
    assert (LOG in {path for path, _ in into.asked}) is (cause is Cause.DENIED)


def test_a_denied_log_fails_the_dataset(collect, refused):
    into = collect({LOG: refused("ResourceNotAccessible")})

    assert into.readings["github_audit_events"].error.cause is Cause.DENIED


@pytest.mark.parametrize("changed", [{"@timestamp": "today"}, {"_document_id": None}])
def test_a_malformed_event_fails_the_dataset(collect, changed):
    into = collect({LOG: [EVENT | changed]})

    assert into.readings["github_audit_events"].error.cause is Cause.MALFORMED


def test_the_emulated_companys_plan_has_no_log(observe_quillhaven):
    reading = observe_quillhaven("github.audit_log").readings["github_audit_events"]

    assert reading.error.cause is Cause.PLAN_LIMIT
    assert "quillhaven, which is team" in str(reading.error)
    assert reading.denied_calls == {}


def test_on_the_enterprise_plan_bypasses_and_pushes_are_there(
    observe_quillhaven, start_github, rows
):
    endpoint = start_github("--plan", "enterprise")

    into = observe_quillhaven("github.audit_log", days=179, endpoint=endpoint)

    found = rows(into, audit_log.EVENTS)
    assert {"protected_branch.policy_override", "git.push"} <= {row["action"] for row in found}
    assert "identity" in {row["repository"] for row in found}
