"""What the year left behind, as REST tells it."""

from itertools import pairwise

import pytest

from tests.emulated_github.paging import REPO, next_page


def test_a_disabled_ruleset_is_listed_and_not_in_force(ask):
    enforcements = {each["enforcement"] for each in ask(f"{REPO}/handbook/rulesets").json()}

    assert enforcements == {"disabled", "evaluate"}
    assert ask(f"{REPO}/handbook/rules/branches/main").json() == []


def test_who_may_bypass_shows_only_to_administrators(ask):
    (ruleset, *_) = ask(f"{REPO}/infrastructure/rulesets").json()

    whole = ask(f"{REPO}/infrastructure/rulesets/{ruleset['id']}").json()
    parent = ask(f"{REPO}/vault-config/rulesets/60001").json()

    assert {each["actor_type"] for each in whole["bypass_actors"]} == {
        "RepositoryRole",
        "OrganizationAdmin",
    }
    assert "bypass_actors" not in parent


def test_a_bypass_leaves_a_rule_suite_for_a_month(ask):
    path = f"{REPO}/identity/rulesets/rule-suites?rule_suite_result=bypass&time_period="

    assert len(ask(f"{path}month").json()) == 1
    assert ask(f"{path}day").json() == []


@pytest.mark.parametrize(
    "repository", ["ledger", "gateway", "billing-worker", "identity", "mobile-app", "partner-sdk"]
)
def test_the_movements_of_the_default_branch_leave_no_hole(ask, repository):
    moves = ask(f"{REPO}/{repository}/activity?ref=main&per_page=100&direction=asc").json()

    assert all(a["after"] == b["before"] for a, b in pairwise(moves))


def test_the_renamed_branch_begins_where_the_former_one_ended(ask):
    path = f"{REPO}/data-pipeline/activity?activity_type="

    (made,) = ask(f"{path}branch_creation&ref=main").json()
    (gone,) = ask(f"{path}branch_deletion&ref=master").json()

    assert made["after"] == gone["before"]


def test_a_force_push_takes_a_commit_out_of_the_history(ask):
    (push,) = ask(f"{REPO}/billing-worker/activity?activity_type=force_push&ref=main").json()

    compared = ask(f"{REPO}/billing-worker/compare/{push['before']}...{push['after']}").json()

    assert (compared["status"], compared["behind_by"]) == ("diverged", 1)


def test_a_commit_pushed_directly_belongs_to_no_pull_request(ask):
    (push,) = ask(f"{REPO}/sandbox-lab/activity?activity_type=push&ref=main").json()

    assert ask(f"{REPO}/sandbox-lab/commits/{push['after']}/pulls").json() == []


def test_a_rebased_commit_still_belongs_to_its_pull_request(ask):
    pull = ask(f"{REPO}/billing-worker/pulls/60").json()

    (found,) = ask(f"{REPO}/billing-worker/commits/{pull['merge_commit_sha']}/pulls").json()

    assert (found["number"], pull["merge_commit_sha"] != pull["head"]["sha"]) == (60, True)


def test_the_approval_of_a_deployment_names_who_gave_it(ask):
    status = ask(f"{REPO}/infrastructure/deployments/7500024/statuses").json()[0]
    run = status["log_url"].split("/actions/runs/")[1].split("/")[0]

    (approval,) = ask(f"{REPO}/infrastructure/actions/runs/{run}/approvals").json()
    triggered = ask(f"{REPO}/infrastructure/actions/runs/{run}").json()["triggering_actor"]

    assert approval["user"]["login"] == triggered["login"] == "bilal-farouk"


def test_alerts_of_the_organisation_name_their_repository(ask):
    alerts = ask("/orgs/quillhaven/secret-scanning/alerts").json()

    assert {each["repository"]["name"] for each in alerts} == {"data-pipeline", "billing-worker"}


def test_the_timeline_tells_when_an_approval_was_dismissed(ask):
    events = ask(f"{REPO}/web-console/issues/72/timeline").json()

    (dismissal,) = [each for each in events if each["event"] == "review_dismissed"]
    (merge,) = [each for each in events if each["event"] == "merged"]
    assert dismissal["created_at"] > merge["created_at"]
    assert dismissal["dismissed_review"]["state"] == "approved"


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_activity_is_listed_in_the_order_of_its_time(ask, direction):
    path = f"{REPO}/data-pipeline/activity?per_page=100&direction={direction}"
    answer, times = ask(path), []
    while answer is not None:
        times += [each["timestamp"] for each in answer.json()]
        answer = ask(next_page(answer)) if "next" in answer.links else None

    assert times == sorted(times, reverse=direction == "desc")
