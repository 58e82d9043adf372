"""What the tests of sources share: a client that answers from a table, a real one, an emulator."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from include.model.errors import Cause, SourceError, SourceUnreachable
from include.model.scope import Scope, ScopeKind
from include.sources.collection import Answer, Collection

ACCOUNT = "123456789012"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class FakeAws:
    """Answers from a table: an operation's value is an answer, an error, or a function of the parameters.

    None is the error that the caller takes for "not configured".
    """

    account_id = ACCOUNT

    def __init__(self, into: Collection, answers: dict[str, Any]) -> None:
        self.into, self.answers = into, answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def call(self, service, operation, *, region=None, absent=(), **parameters):
        self.asked.append((operation, {"region": region, **parameters}))
        self.into.record(
            Answer(service, operation, region, parameters, 200, None, None, None, 0, None)
        )
        answer = self.answers[operation]
        answer = answer(**parameters) if isinstance(answer, Callable) else answer
        if isinstance(answer, SourceError):
            raise answer
        if answer is None and not absent:
            raise AssertionError(f"{operation} has no error that means: not configured")
        return answer

    def refer(self, service, operation, **parameters):
        return self.call(service, operation, **parameters)

    def pages(self, service, operation, key, *, region=None, **parameters):
        yield from self.call(service, operation, region=region, **parameters)[key]

    def lists(self, service, operation, _keys, *, region=None, **parameters):
        """Yield one page, or several where the table holds a list of them."""
        answer = self.call(service, operation, region=region, **parameters)
        yield from answer if isinstance(answer, list) else [answer]


@pytest.fixture
def denied() -> SourceError:
    return SourceUnreachable("denied", cause=Cause.DENIED, code="AccessDenied")


@pytest.fixture
def collection() -> Callable[[Any], Collection]:
    return lambda source: Collection(source, clock=lambda: NOW)


@pytest.fixture
def fake_aws() -> type[FakeAws]:
    return FakeAws


@pytest.fixture
def rows() -> Callable[..., list[dict[str, Any]]]:
    """Return what a collection holds of one dataset."""
    return lambda into, dataset: [
        row for table in into.readings[dataset.name].batches for row in table.to_pylist()
    ]


@pytest.fixture
def account() -> Scope:
    return Scope(
        kind=ScopeKind.AWS_ACCOUNT, id=ACCOUNT, name="production", starts_on=date(2026, 1, 1)
    )


@pytest.fixture
def session() -> boto3.Session:
    return boto3.Session(
        aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1"
    )


@pytest.fixture(scope="session")
def _moto_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def moto(_moto_server: str) -> str:
    """Return the endpoint of an emulator that holds nothing yet."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.moto_api._internal import moto_api_backend

    assert DEFAULT_ACCOUNT_ID == ACCOUNT
    moto_api_backend.reset()
    return _moto_server
