"""Asks AWS by boto3. Every answer, each page and each error among them, is recorded here, redacted."""

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import boto3
import botocore.exceptions as boto
from botocore import xform_name
from botocore.config import Config

from include.model.errors import Cause, SourceError
from include.model.scope import Scope
from include.sources.aws._client import CONCURRENCY
from include.sources.aws._endpoints import host_of, is_aws_host, without_account_in_host
from include.sources.aws._failures import FAILURES, Call, code_of, explain
from include.sources.aws._redaction import redacted
from include.sources.collection import Answer, Collection

_ATTEMPTS = 10
_STS_ATTEMPTS = 4  # The first call of all: a wrong endpoint is said in seconds, not after a minute.
_DEFAULT_REGION = "us-east-1"


class BotoAws:
    """Asks by boto3: adaptive retries, time-outs, one client per service and Region."""

    def __init__(
        self,
        session: boto3.Session,
        scope: Scope,
        into: Collection,
        *,
        emulated: bool | None = None,
        endpoint_url: str | None = None,
        attempts: int = _ATTEMPTS,
    ) -> None:
        """Ask ``scope`` with the session's credentials; ``emulated`` None: the endpoints' hosts tell."""
        self.account_id = scope.id
        self._emulated, into.emulated = emulated, bool(emulated)
        self._session, self._scope, self._into = session, scope, into
        self._endpoint_url, self._attempts = endpoint_url, attempts
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()  # boto3 sessions are not thread-safe, their clients are

    def call(
        self,
        service: str,
        operation: str,
        *,
        region: str | None = None,
        absent: tuple[str, ...] = (),
        **parameters: Any,
    ) -> dict[str, Any] | None:
        """Ask once; None when the service answers with an error *name* in ``absent``: not configured."""
        call = Call(service, operation, self._region(region), parameters)
        try:
            client = self.client(service, call.region)
            answer = getattr(client, xform_name(operation))(**parameters)
        except FAILURES as error:
            if isinstance(error, boto.ClientError) and code_of(error) in absent:
                self._record(call, error.response, code_of(error))
                return None
            raise self._failed(call, error) from None
        return self._answered(call, answer)

    def pages(
        self,
        service: str,
        operation: str,
        key: str,
        *,
        region: str | None = None,
        **parameters: Any,
    ) -> Iterator[dict[str, Any]]:
        """Yield the items under ``key`` of every page; a page without it cannot be read."""
        call = Call(service, operation, self._region(region), parameters)
        try:
            paginator = self.client(service, call.region).get_paginator(xform_name(operation))
            for page in paginator.paginate(**parameters):
                answer = self._answered(call, page)
                if key not in answer:
                    raise self._unreadable(call, f"No{key}")
                yield from answer[key]
        except FAILURES as error:
            raise self._failed(call, error) from None

    def client(self, service: str, region: str | None = None) -> Any:
        """Return the boto3 client of a service and Region, made once."""
        where = (service, self._region(region))
        with self._lock:
            if where not in self._clients:
                self._clients[where] = self._make(*where)
            return self._clients[where]

    def host(self) -> str:
        """Return the host that is asked who we are."""
        try:
            return host_of(self.client("sts").meta.endpoint_url)
        except FAILURES as error:
            call = Call("sts", "GetCallerIdentity", self._region(None), {})
            raise self._failed(call, error) from None

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _make(self, service: str, region: str) -> Any:
        attempts = min(self._attempts, _STS_ATTEMPTS) if service == "sts" else self._attempts
        config = Config(
            retries={"mode": "adaptive", "total_max_attempts": attempts},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=CONCURRENCY,
            user_agent_extra="soc2-evidence",
        )
        create: Any = self._session.client
        client = create(service, region_name=region, endpoint_url=self._endpoint_url, config=config)
        if is_aws_host(host_of(client.meta.endpoint_url)):
            return client
        self._into.emulated = self._emulated is not False
        # An endpoint of another name answers under that name only: neither the bucket nor the
        # account can stand before it.
        path_style = config.merge(Config(s3={"addressing_style": "path"}))
        client = create(
            service, region_name=region, endpoint_url=self._endpoint_url, config=path_style
        )
        client.meta.events.register("before-call.s3-control", without_account_in_host)
        return client

    def _region(self, region: str | None) -> str:
        return region or self._session.region_name or _DEFAULT_REGION

    def _answered(self, call: Call, answer: dict[str, Any]) -> dict[str, Any]:
        headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        # botocore reads a web page, or nothing at all, as an answer in which nothing is configured.
        is_html = "html" in headers.get("content-type", "")
        is_empty = headers.get("content-length") == "0"
        self._record(call, answer, None)
        if is_html or is_empty:
            raise self._unreadable(call, "HtmlError" if is_html else "EmptyAnswer")
        return answer

    def _failed(self, call: Call, error: Exception) -> SourceError:
        if isinstance(error, boto.ClientError):
            # The refresh of assumed credentials happens inside another call, and may be what failed.
            if error.operation_name == "AssumeRole":
                call = Call("sts", "AssumeRole", call.region, {})
            self._record(call, error.response, code_of(error))
        else:
            self._record(call, {}, code_of(error))
        return self._unreadable(call, code_of(error))

    def _unreadable(self, call: Call, code: str) -> SourceError:
        error = explain(code, call, self._scope, self._into.caller)
        if error.cause is Cause.DENIED and error.action:
            self._into.deny(error.action)
        return error

    def _record(self, call: Call, answer: Mapping[str, Any], code: str | None) -> None:
        metadata = answer.get("ResponseMetadata", {})
        headers = metadata.get("HTTPHeaders", {})
        body = {key: value for key, value in answer.items() if key != "ResponseMetadata"}
        self._into.record(
            Answer(
                service=call.service,
                operation=call.operation,
                region=call.region,
                parameters=redacted(call.parameters),
                status=metadata.get("HTTPStatusCode"),
                error_code=code,
                request_id=metadata.get("RequestId") or headers.get("x-amz-request-id"),
                service_date=_date(headers.get("date")),
                retries=metadata.get("RetryAttempts", 0),
                body=redacted(body),
            )
        )


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except (ValueError, OverflowError):
        return None
