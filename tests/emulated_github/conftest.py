"""The emulated GitHub as its own process, and clients of it: PyGithub unmodified, and plain HTTP."""

import subprocess
import sys
from pathlib import Path

import pytest
from github import Auth, Github

from tests.emulated_github.asking import answers, graphql

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def start_github():
    processes = []

    def start(*options):
        command = [sys.executable, "-m", "tests.demo.emulated_github", "--port", "0", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        word, _, endpoint = process.stdout.readline().strip().partition(" ")
        assert word == "ready"
        return endpoint

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        with process:
            assert process.wait(timeout=20) == 0


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
