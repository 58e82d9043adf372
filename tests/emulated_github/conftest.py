"""The emulated GitHub as its own process, and clients of it: PyGithub unmodified, and plain HTTP."""

import pytest
from github import Auth, Github

from tests.emulated_github.asking import answers, graphql


@pytest.fixture(scope="session")
def endpoint(start_github):
    """A GitHub that nobody changes."""
    return start_github()


@pytest.fixture
def limited(start_github, _limited):
    """A GitHub whose limits a test may change; they are clear again afterwards."""
    yield _limited
    answers(_limited, "/_demo/limit", method="POST", json={"clear": True})


@pytest.fixture(scope="session")
def _limited(start_github):
    return start_github()


@pytest.fixture(scope="session")
def ask(endpoint):
    return lambda path, **options: answers(endpoint, path, **options)


@pytest.fixture(scope="session")
def query(endpoint):
    return lambda text, **variables: graphql(endpoint, text, **variables).json()


@pytest.fixture(scope="session")
def github(endpoint):
    return Github(base_url=endpoint, auth=Auth.Token("token"), seconds_between_requests=None)


@pytest.fixture(scope="session")
def organisation(github):
    return github.get_organization("quillhaven")
