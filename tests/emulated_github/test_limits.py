"""Limits come when a test asks for them, and end as GitHub says."""

import pytest
from github import Auth, Github, GithubRetry

from tests.emulated_github.asking import answers, graphql

HISTORY = """query($page: Int!) { repository(owner: "quillhaven", name: "ledger") {
  pullRequests(first: $page) { nodes { number } } } rateLimit { cost remaining } }"""


def bring_about(endpoint, **wish):
    answer = answers(endpoint, "/_demo/limit", method="POST", json=wish)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_says_when_it_ends(limited, status):
    bring_about(limited, primary={"after": 1, "seconds": 60, "status": status})

    last, refused = (answers(limited, "/orgs/quillhaven") for _ in range(2))

    assert (last.status_code, last.headers["X-RateLimit-Remaining"]) == (200, "0")
    assert refused.status_code == status
    assert "rate limit exceeded" in refused.json()["message"]
    assert int(refused.headers["X-RateLimit-Reset"]) > 0


def test_asking_for_the_limits_is_never_limited(limited):
    bring_about(limited, primary={"seconds": 60})

    assert answers(limited, "/rate_limit").json()["resources"]["core"]["remaining"] == 0


def test_the_secondary_limit_says_how_long_to_wait(limited):
    bring_about(limited, secondary={"seconds": 7})

    refused, after = (answers(limited, "/orgs/quillhaven") for _ in range(2))

    assert (refused.status_code, refused.headers["Retry-After"]) == (403, "7")
    assert "secondary rate limit" in refused.json()["message"]
    assert after.status_code == 200


def test_PyGithub_waits_for_the_secondary_limit_and_goes_on(limited):
    bring_about(limited, secondary={"seconds": 1})
    retry = GithubRetry(total=2)

    github = Github(base_url=limited, auth=Auth.Token("t"), retry=retry)

    assert github.get_organization("quillhaven").login == "quillhaven"


def test_the_primary_limit_of_GraphQL_is_an_error_in_an_answer_of_200(limited):
    bring_about(limited, primary={"seconds": 60})

    refused = graphql(limited, HISTORY, page=1)

    assert refused.status_code == 200
    assert refused.json()["errors"][0]["type"] == "RATE_LIMITED"
    assert refused.headers["X-RateLimit-Resource"] == "graphql"


def test_a_page_that_is_too_large_is_502_and_a_smaller_one_is_not(limited):
    bring_about(limited, graphql_502_above=25)

    statuses = [graphql(limited, HISTORY, page=page).status_code for page in (50, 25)]

    assert statuses == [502, 200]


def test_a_query_that_takes_too_long_is_an_error_without_data(limited):
    bring_about(limited, graphql_timeout_above=25)

    told = graphql(limited, HISTORY, page=50).json()

    assert told["data"] is None
    assert "timeout" in told["errors"][0]["message"]


def test_a_chosen_address_fails_as_often_as_wished(limited):
    bring_about(limited, refuse={"path": "/teams$", "status": 500, "times": 2})

    statuses = [answers(limited, "/orgs/quillhaven/teams").status_code for _ in range(3)]

    assert statuses == [500, 500, 200]


def test_what_is_wished_and_not_understood_is_refused(limited):
    answer = answers(limited, "/_demo/limit", method="POST", json={"secondry": {}})

    assert answer.status_code == 400


def test_calls_are_counted_by_address(limited):
    answers(limited, "/_demo/calls", method="DELETE")
    answers(limited, "/repos/quillhaven/ledger")
    answers(limited, "/repos/quillhaven/gateway")
    graphql(limited, HISTORY, page=1)

    told = answers(limited, "/_demo/calls").json()

    assert told == {
        "total": 3,
        "by_endpoint": {"GET /repos/{owner}/{repo}": 2, "POST /graphql": 1},
    }
