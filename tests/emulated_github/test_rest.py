"""REST as GitHub speaks it: pages, headers, refusals; and what was planted is there."""

from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest

from tests.emulated_github.asking import answers

REPO = "/repos/quillhaven"


def next_page(answer):
    return answer.links["next"]["url"].removeprefix(answer.url.split("/repos")[0])


def test_pages_are_linked_by_the_repositorys_number(ask):
    answer = ask(f"{REPO}/web-console/pulls?state=closed&per_page=50")

    assert "/repositories/70004/pulls" in answer.links["next"]["url"]
    assert answer.links["last"]["url"].endswith("page=2")


def test_the_pages_together_hold_every_item_once(ask):
    first = ask(f"{REPO}/web-console/pulls?state=closed&per_page=50")
    second = ask(next_page(first))

    numbers = [each["number"] for each in first.json() + second.json()]
    assert len(set(numbers)) == len(numbers) == 81


def test_an_only_page_has_no_link(ask):
    assert "Link" not in ask("/orgs/quillhaven/teams").headers


def test_pages_hold_a_hundred_at_most(start_github):
    large = start_github("--scale", "pulls=120")

    page = answers(large, f"{REPO}/monolith/pulls?state=closed&per_page=500").json()

    assert len(page) == 100


def test_activity_is_paged_by_cursor(ask):
    first = ask(f"{REPO}/ledger/activity?ref=refs/heads/main&per_page=50")

    second = ask(next_page(first))

    assert {each["id"] for each in first.json()}.isdisjoint(each["id"] for each in second.json())


def test_what_did_not_change_is_304_and_free(ask):
    first = ask(f"{REPO}/ledger")

    again = ask(f"{REPO}/ledger", headers={"If-None-Match": first.headers["ETag"]})

    left = "X-RateLimit-Remaining"
    assert (again.status_code, again.content) == (304, b"")
    assert int(ask("/rate_limit").headers[left]) == int(first.headers[left])


def test_every_answer_says_when_and_by_which_request(ask):
    headers = ask("/orgs/quillhaven").headers

    assert parsedate_to_datetime(headers["Date"])
    assert headers["X-GitHub-Request-Id"]
    assert headers["X-RateLimit-Resource"] == "core"


def test_without_a_token_nothing_is_told(ask):
    answer = ask("/orgs/quillhaven", headers={"Authorization": ""})

    assert (answer.status_code, answer.json()["message"]) == (401, "Requires authentication")


def test_a_bad_token_is_named_so(ask):
    answer = ask("/orgs/quillhaven", headers={"Authorization": "Bearer bad"})

    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/orgs/nowhere", 404),
        (f"{REPO}/nothing", 404),
        ("/orgs/quillhaven/audit-log", 404),
        (f"{REPO}/vault-config/branches/main/protection", 404),
        (f"{REPO}/vault-config/keys", 404),
        (f"{REPO}/vault-config/dependabot/alerts", 403),
        ("/repos/quillhaven-labs/prototype/rulesets", 403),
        ("/orgs/quillhaven-labs/rulesets", 403),
        ("/orgs/quillhaven/members?filter=nonsense", 422),
    ],
)
def test_what_cannot_be_seen_is_refused_as_GitHub_refuses_it(ask, path, status):
    assert ask(path).status_code == status


def test_the_enterprise_plan_has_an_audit_log(start_github, ask):
    from tests.emulated_github.asking import answers

    endpoint = start_github("--plan", "enterprise")

    events = answers(endpoint, "/orgs/quillhaven/audit-log?phrase=action:protected_branch").json()

    assert {each["action"] for each in events} == {"protected_branch.policy_override"}


def test_an_enterprise_server_answers_below_api_v3(ask):
    answer = ask("/api/v3/orgs/quillhaven").json()

    assert "/api/v3/orgs/quillhaven" in answer["url"]


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
