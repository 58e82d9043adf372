"""Asks AWS by boto3. Every answer, each page and each error among them, is recorded here, redacted."""

from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import botocore.exceptions as boto
from botocore import xform_name

from include.model.account import AwsAccount
from include.model.errors import Cause, SourceError
from include.model.scope import Scope
from include.sources.aws._answers import recorded
from include.sources.aws._body import whole
from include.sources.aws._clients import Clients, Patience
from include.sources.aws._endpoints import host_of, is_aws_host
from include.sources.aws._failures import FAILURES, GATEWAY, Call, cause_of, code_of, explain
from include.sources.aws._no_answer import as_it_came, is_web_page, no_answer
from include.sources.aws._pages import Pages
from include.sources.aws._silence import Silence
from include.sources.collection import Collection

_DEFAULT_REGION = "us-east-1"


class BotoAws:
    """Asks by boto3: adaptive retries, time-outs, one client per service and Region."""

    def __init__(
        self,
        session: boto3.Session,
        scope: Scope,
        into: Collection,
        account: AwsAccount | None = None,
        *,
        emulated: bool | None = None,
        endpoint_url: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Ask ``scope`` with the session's credentials; ``emulated`` None: the endpoints' hosts tell."""
        self.account_id = scope.id
        self.application_logs = account.application_logs if account else None
        self.config_delivery = account.config_delivery if account else None
        self._emulated, into.emulated = emulated, bool(emulated)
        self._session, self._scope, self._into = session, scope, into
        self._clients = Clients(session, endpoint_url=endpoint_url, patience=patience or Patience())
        self._silence = Silence()

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
        answer = self._ask(call, absent)
        return None if answer is None else self._answered(call, answer)

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
        for page in self.lists(service, operation, (key,), region=region, **parameters):
            yield from page[key]

    def lists(
        self,
        service: str,
        operation: str,
        keys: tuple[str, ...],
        *,
        region: str | None = None,
        **parameters: Any,
    ) -> Iterator[Mapping[str, Any]]:
        """Yield every page of a listing that tells of several things; one without any cannot be read."""
        call = Call(service, operation, self._region(region), parameters)
        self._refuse_silence(call)
        try:
            paginator = self.client(service, call.region).get_paginator(xform_name(operation))
            watched = Pages(paginator, *keys)
            for page in paginator.paginate(**parameters):
                answer = self._answered(call, page)
                fault = watched.fault(answer)
                if fault:
                    raise self._unreadable(call, fault)
                yield answer
        except FAILURES as error:
            raise self._failed(call, error) from None

    def refer(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Ask for what is kept by reference: counted, not kept; a ``Body`` comes as its bytes."""
        call = Call(service, operation, self._region(None), parameters)
        answer = self._ask(call) or {}
        self._refuse_what_is_none(call)
        self._silence.answered(call)
        self._into.refer(f"{service}:{operation}")
        return answer

    def client(self, service: str, region: str | None = None) -> Any:
        """Return the boto3 client of a service and Region, made once."""
        client = self._clients.of(service, self._region(region))
        if not is_aws_host(host_of(client.meta.endpoint_url)):
            self._into.emulated = self._emulated is not False
        return client

    def host(self) -> str:
        """Return the host that is asked who we are."""
        try:
            return host_of(self.client("sts").meta.endpoint_url)
        except FAILURES as error:
            call = Call("sts", "GetCallerIdentity", self._region(None), {})
            raise self._failed(call, error) from None

    def close(self) -> None:
        """Close every connection."""
        self._clients.close()

    def _region(self, region: str | None) -> str:
        return region or self._session.region_name or _DEFAULT_REGION

    def _ask(self, call: Call, absent: tuple[str, ...] = ()) -> dict[str, Any] | None:
        self._refuse_silence(call)
        try:
            client = self.client(call.service, call.region)
            return whole(getattr(client, xform_name(call.operation)), call.parameters)
        except FAILURES as error:
            if isinstance(error, boto.ClientError) and code_of(error) in absent:
                self._heard(call, error.response, code_of(error))
                return None
            raise self._failed(call, error) from None

    def _answered(self, call: Call, answer: dict[str, Any]) -> dict[str, Any]:
        self._refuse_what_is_none(call)
        self._heard(call, answer, None)
        return answer

    def _refuse_what_is_none(self, call: Call) -> None:
        """Raise for a web page or nothing, which botocore reads as an answer without any content."""
        came = self._clients.take_answer()
        code = no_answer(came)
        if came is not None and code:
            self._heard(call, as_it_came(came), code)
            raise self._unreadable(call, code)

    def _failed(self, call: Call, error: Exception) -> SourceError:
        code, came = code_of(error), self._clients.take_answer()
        if came is not None and code not in GATEWAY and is_web_page(came):
            # What botocore stumbles over in it has many names, the status among them.
            code = "HtmlError"
        if isinstance(error, boto.ClientError):
            # The refresh of assumed credentials happens inside another call, and may be what failed.
            if error.operation_name == "AssumeRole":
                call = Call("sts", "AssumeRole", call.region, {})
            self._heard(call, error.response, code)
        elif came is not None:
            self._heard(call, as_it_came(came), code)
        else:
            self._record(call, {}, code)
            if cause_of(code) is Cause.UNREACHABLE:
                self._silence.unanswered(call)
        return self._unreadable(call, code)

    def _refuse_silence(self, call: Call) -> None:
        if call in self._silence:
            raise self._unreadable(call, "SilentEndpoint")

    def _heard(self, call: Call, answer: Mapping[str, Any], code: str | None) -> None:
        self._silence.answered(call)
        self._record(call, answer, code)

    def _unreadable(self, call: Call, code: str) -> SourceError:
        error = explain(code, call, self._scope, self._into.caller)
        if error.cause is Cause.DENIED and error.action:
            self._into.deny(error.action)
        return error

    def _record(self, call: Call, answer: Mapping[str, Any], code: str | None) -> None:
        self._into.record(recorded(call, answer, code))
