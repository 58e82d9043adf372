"""Makes boto3's clients: bounded in time, and with answers that came whole or not at all."""

import threading
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError

from include.sources.aws._client import CONCURRENCY
from include.sources.aws._endpoints import host_of, is_aws_host, without_account_in_host

_STS_ATTEMPTS = 4  # The first call of all: a wrong endpoint is said in seconds, not after a minute.


@dataclass(frozen=True)
class Patience:
    """How often a call is tried, and for how many seconds each time; only tests have less of it."""

    attempts: int = 10
    connect_seconds: float = 10
    read_seconds: float = 30


class Clients:
    """One client per service and Region, made once; remembers each thread's last answer as it came."""

    def __init__(
        self, session: boto3.Session, *, endpoint_url: str | None, patience: Patience
    ) -> None:
        """Make clients with the session's credentials, of ``endpoint_url`` or of AWS itself."""
        self._session, self._endpoint_url, self._patience = session, endpoint_url, patience
        self._made: dict[tuple[str, str], Any] = {}
        self._seen = threading.local()
        self._lock = threading.Lock()  # boto3 sessions are not thread-safe, their clients are

    def of(self, service: str, region: str) -> Any:
        """Return the boto3 client of a service and Region."""
        with self._lock:
            if (service, region) not in self._made:
                self._made[service, region] = self._make(service, region)
            return self._made[service, region]

    def take_answer(self) -> AWSResponse | None:
        """Return the last answer that this thread got, once; None when none came."""
        answer, self._seen.answer = getattr(self._seen, "answer", None), None
        return answer

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._made.values():
                client.close()
            self._made.clear()

    def _make(self, service: str, region: str) -> Any:
        patience = self._patience
        is_first = service == "sts"
        attempts = min(patience.attempts, _STS_ATTEMPTS) if is_first else patience.attempts
        config = Config(
            retries={"mode": "adaptive", "total_max_attempts": attempts},
            connect_timeout=patience.connect_seconds,
            read_timeout=patience.read_seconds,
            max_pool_connections=CONCURRENCY,
            user_agent_extra="soc2-evidence",
        )
        create: Any = self._session.client
        client = create(service, region_name=region, endpoint_url=self._endpoint_url, config=config)
        if not is_aws_host(host_of(client.meta.endpoint_url)):
            # An endpoint of another name answers under that name only: neither the bucket nor the
            # account can stand before it.
            path_style = config.merge(Config(s3={"addressing_style": "path"}))
            client = create(
                service, region_name=region, endpoint_url=self._endpoint_url, config=path_style
            )
            client.meta.events.register("before-call.s3-control", without_account_in_host)
        # The one place where botocore can be made to try again for a body that broke off.
        endpoint = client._endpoint  # noqa: SLF001
        endpoint.http_session = _Watched(endpoint.http_session, self._seen)
        return client


class _Watched:
    """Sends as botocore's own session does; a body that is shorter than announced did not come.

    botocore takes such a body for the answer: cut off behind its headers, it is an answer in which
    nothing is configured.
    """

    def __init__(self, session: Any, seen: threading.local) -> None:
        self._session, self._seen = session, seen

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        self._seen.answer = None
        answer: AWSResponse = self._session.send(request)
        if request.stream_output:
            return answer
        self._seen.answer = answer
        announced = str(answer.headers.get("content-length") or "0")
        if request.method != "HEAD" and len(answer.content) < int(announced):
            came = f"{len(answer.content)} of {announced} bytes came"
            raise ConnectionClosedError(endpoint_url=request.url, request=request, error=came)
        return answer

    def close(self) -> None:
        self._session.close()
