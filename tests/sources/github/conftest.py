"""What the tests of GitHub's sources share: a client that answers from a table, and a wire."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from github import Auth

from include import sources
from include.model.errors import Cause, SourceError, SourceUnreachable
from include.model.interval import Interval, IntervalKind, window_of
from include.model.scope import GithubOrganization, Scope, ScopeKind
from include.sources.collection import Collection
from include.sources.github import Patience, connect
from include.sources.github._wire import RestGithub
from tests.sources.github.fake import FakeGithub

ROOT = Path(__file__).parents[3]
DATE = "Tue, 24 Nov 2026 03:33:12 GMT"


@pytest.fixture
def fake_github() -> type[FakeGithub]:
    return FakeGithub


@pytest.fixture
def refused() -> Callable[..., SourceError]:
    """Make the error of a question that was refused, by its name."""
    return lambda name="NotFound", cause=Cause.DENIED: SourceUnreachable(
        "refused", cause=cause, code=name
    )


@pytest.fixture
def scope() -> Scope:
    return Scope(kind=ScopeKind.GITHUB_ORG, id="acme", name="Acme", starts_on=date(2026, 1, 1))


class Service:
    """A web server that gives the answers it is told, in order, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str, str, dict[str, str]]] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service.requests.append((self.path, dict(self.headers)))
                queue = service.answers
                status, kind, text, headers = queue.pop(0) if len(queue) > 1 else queue[0]
                self.send_response_only(status)
                for name, value in {
                    "Date": DATE,
                    "Content-Type": kind,
                    "X-GitHub-Request-Id": "REQ:1",
                    "Content-Length": str(len(text)),
                    **headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def says(self, status: int, body: Any, kind: str = "application/json", **headers: str):
        text = body if isinstance(body, str) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, kind, text, named))
        return self


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.server.shutdown()
    service.server.server_close()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def into(collection) -> Collection:
    return collection(sources.load("github.organization").SOURCE)


@pytest.fixture
def wire(service, scope, into, waits, organization_of):
    """Return a client of the local server that waits without waiting."""
    github = RestGithub(
        Auth.Token("ghp_" + "a" * 36),
        scope,
        into,
        organization=organization_of(),
        base_url=service.url,
        patience=Patience(attempts=3, read_seconds=5, wait_seconds=100, sleep=waits.append),
    )
    yield github
    github.close()


@pytest.fixture
def organization_of():
    return lambda **more: GithubOrganization(login="acme", name="Acme", **more)


@pytest.fixture
def windowed(collection) -> Callable[[Any], Collection]:
    """Return a collection of the day before the tests' now."""

    def make(source):
        into = collection(source)
        into.interval = window_of(into.observed_at - timedelta(days=1))
        return into

    return make


@pytest.fixture(scope="session")
def start_github() -> Iterator[Callable[..., str]]:
    """Start the emulated company's GitHub with options; return its address."""
    processes = []

    def start(*options: str) -> str:
        command = [sys.executable, "-m", "tests.demo.emulated_github", "--port", "0", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        word, _, endpoint = process.stdout.readline().strip().partition(" ")
        assert word == "ready"
        return endpoint

    yield start
    for process in processes:
        process.terminate()
        with process:
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def quillhaven(start_github) -> str:
    """Return the address of a GitHub that nobody changes."""
    return start_github()


@pytest.fixture
def observe_quillhaven(scope, quillhaven) -> Callable[..., Collection]:
    """Collect one source of the emulated company, of events those of the past ``days``."""

    def observe(name: str, days: int = 1, endpoint: str = quillhaven) -> Collection:
        into, now = Collection(sources.load(name).SOURCE), datetime.now(UTC)
        into.interval = Interval(
            kind=IntervalKind.WINDOW, start=now - timedelta(days=days), end=now + timedelta(hours=1)
        )
        organization = GithubOrganization(login="quillhaven", name="Quillhaven")
        github = connect(
            Auth.Token("token"), scope, into, organization=organization, base_url=endpoint
        )
        sources.load(name).collect(github, into)
        github.close()
        return into

    return observe
