"""What the emulated GitHub answers by REST fits what GitHub publishes about its answers."""

import json
import re

import pytest

from tests.demo.emulated_github import application  # noqa: F401 - fills the table of routes
from tests.demo.emulated_github.rest.asking import ROUTES
from tests.emulated_github.asking import answers
from tests.emulated_github.published import NEEDED, Described

pytestmark = NEEDED
ORG = "/orgs/quillhaven"
REPO = "/repos/quillhaven/{repo}"
# The root of a repository's files has an address of its own here; GitHub describes it as an empty path.
QUESTIONS = sorted({(verb, path) for verb, path, _, _ in ROUTES if not path.endswith("/?")})
# Where an answer is looked for that has something in it.
ELSEWHERE = {
    "branches/{branch}/protection": "identity",
    "rulesets/rule-suites": "infrastructure",
    "secret-scanning": "billing-worker",
}
WORDS = {
    **dict.fromkeys(("org", "owner"), "quillhaven"),
    "branch": "main",
    "team": "maintainers",
    "login": "devon-ashby",
    "name": "production",
    "path": "README.md",
}
UNDESCRIBED = {
    "'waiting' is not one of": "a deployment that waits for a reviewer; the description leaves it out",
}


@pytest.fixture(scope="module")
def described():
    return Described()


@pytest.fixture(scope="module")
def endpoint(start_github):
    return start_github("--plan", "enterprise")


@pytest.fixture(scope="module")
def known(endpoint):
    """What can stand in the braces of a path, by the word that comes before it where that matters."""

    def first(path, key=None):
        told = answers(endpoint, path).json()
        return (told[key] if key else told)[0]

    ledger = REPO.format(repo="ledger")
    commits = [each["sha"] for each in answers(endpoint, f"{ledger}/commits").json()]
    deployment = first(f"{ledger}/deployments")["id"]
    statuses = answers(endpoint, f"{ledger}/deployments/{deployment}/statuses").json()
    run = re.search(r"/runs/(\d+)", json.dumps(statuses))
    return {
        **WORDS,
        "sha": commits[0],
        "span": f"{commits[3]}...{commits[0]}",
        "number": first(f"{ledger}/pulls?state=closed")["number"],
        "run": run[1],
        f"{REPO}/deployments": deployment,
        f"{REPO}/rulesets": first(f"{ledger}/rulesets")["id"],
        f"{ORG}/rulesets": first(f"{ORG}/rulesets")["id"],
        "/app/installations": first(f"{ORG}/installations", "installations")["id"],
    }


def _asked(template, known):
    place = re.sub(r"\{(org|owner)\}", "quillhaven", template.partition("/{id}")[0])
    repo = next((name for part, name in ELSEWHERE.items() if part in template), "ledger")
    return template.format(**known, repo=repo, id=known.get(place))


@pytest.mark.parametrize(("verb", "template"), QUESTIONS)
def test_an_answer_is_one_that_github_describes(described, endpoint, known, verb, template):
    came = answers(endpoint, _asked(template, known), method=verb)

    assert came.status_code < 300, came.text
    assert described.knows(verb, template)
    problems = described.problems(verb, template, came.json())
    assert [each for each in problems if not any(said in each for said in UNDESCRIBED)] == []


def test_an_answer_that_does_not_fit_is_found(described):
    problems = described.problems("GET", "/orgs/{org}/members", [{"login": "ana"}])

    assert "$[0]: 'id' is a required property" in problems
