"""REST as GitHub speaks it: pages, headers, refusals."""

from email.utils import parsedate_to_datetime

import pytest

from tests.emulated_github.asking import answers
from tests.emulated_github.paging import REPO, next_page


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
