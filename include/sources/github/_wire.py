"""Asks GitHub by REST. Every answer, each page and each error among them, is recorded here, redacted."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from github import Auth

from include.model.errors import Cause, SourceError, SourceIncomplete
from include.model.scope import GithubOrganization, Scope
from include.sources.collection import Answer, Collection
from include.sources.github._failures import TOO_MUCH, explain
from include.sources.github._graph import with_errors
from include.sources.github._pages import Pages, following
from include.sources.github._redaction import redacted
from include.sources.github._transport import Came, Patience, Transport

PUBLIC_API = "https://api.github.com"
_GRAPH = "POST /graphql"
PAGE_ITEMS = 100
_KEPT_HEADERS = ("link", "retry-after", "x-accepted-github-permissions", "x-oauth-scopes")


def is_github(host: str) -> bool:
    """Tell whether a host is GitHub itself; everything else is an emulator, unless it is stated."""
    name = host.partition(":")[0]
    return name == "api.github.com" or name.endswith(".ghe.com")


class RestGithub:
    """Asks one organisation, one question after another as GitHub wishes it."""

    def __init__(
        self,
        auth: Auth.Auth,
        scope: Scope,
        into: Collection,
        *,
        organization: GithubOrganization,
        base_url: str,
        patience: Patience,
    ) -> None:
        """Ask ``base_url`` as ``auth`` about ``organization``, recording into a collection."""
        self.organization = organization
        self._scope, self._into = scope, into
        self._transport = Transport(auth, base_url.rstrip("/"), patience)

    def get(self, path: str, *, absent: tuple[str, ...] = (), **parameters: Any) -> Any:
        """Ask once; None when GitHub answers with an error *name* in ``absent``: not configured."""
        url, query = self._address(path, parameters)
        came = self._transport.get(url, query)
        self._record(path, parameters, came)
        if came.name is None:
            return came.body
        if came.name in absent:
            return None
        raise self._failed(path, url, came.name)

    def pages(
        self, path: str, *, key: str | None = None, **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the items of every page, which are the page itself or stand under ``key``."""
        watched = Pages(PAGE_ITEMS)
        url, query = self._address(path, {**parameters, "per_page": PAGE_ITEMS})
        while True:
            came = self._page(path, url, query, {**parameters, "page": watched.number})
            items = self._items(path, came.body, key)
            if watched.is_doubtful(items, came.headers):
                query["per_page"] = watched.less()
                came = self._page(path, url, query, {**parameters, **query, "page": 1})
                items = self._items(path, came.body, key)
            fault = watched.fault(items, came.headers)
            if fault:
                raise self._failed(path, url, fault)
            yield from items
            more = following(came.headers)
            if more is None:
                return
            url, query = more, {}

    def graph(self, query: str, *, may_shrink: bool = False, **variables: Any) -> Any:
        """Ask by GraphQL and return its data; each object bears under ``ERRORS`` what it lacks."""
        question = {"query": query, "variables": variables}
        came = self._transport.post(question, may_shrink=may_shrink)
        self._record(_GRAPH, question, came)
        if came.name in TOO_MUCH and may_shrink:
            return None
        if came.name is not None:
            raise self._failed(_GRAPH, _GRAPH, came.name)
        return with_errors(came.body)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _address(self, path: str, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Put the parameters where the path has braces; the rest is the query."""
        named = {"org": self.organization.login, **parameters}
        inside = set(re.findall(r"{(\w+)}", path))
        url = path.format(**{name: quote(str(named[name]), safe="") for name in inside})
        query = {name: value for name, value in parameters.items() if name not in inside}
        return url, query

    def _page(
        self, path: str, url: str, query: Mapping[str, Any], parameters: Mapping[str, Any]
    ) -> Came:
        came = self._transport.get(url, query)
        self._record(path, parameters, came)
        if came.name is not None:
            raise self._failed(path, url, came.name)
        return came

    def _items(self, path: str, body: Any, key: str | None) -> list[dict[str, Any]]:
        items = body.get(key) if key and isinstance(body, Mapping) else body
        if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
            msg = f"GET {path}: the answer holds no list of items; look at the raw answer"
            raise SourceIncomplete(msg, cause=Cause.MALFORMED, code="NoList")
        return items

    def _failed(self, path: str, url: str, name: str) -> SourceError:
        item = urlsplit(url).path
        error = explain(name, path, item, self._scope, self._into.caller)
        if error.cause is Cause.DENIED and error.action:
            self._into.deny(error.action)
        return error

    def _record(self, path: str, parameters: Mapping[str, Any], came: Came) -> None:
        kept = {
            name: value
            for name, value in came.headers.items()
            if name in _KEPT_HEADERS or name.startswith("x-ratelimit-")
        }
        self._into.record(
            Answer(
                service="github",
                operation=path if path == _GRAPH else f"GET {path}",
                region=None,
                parameters={name: redacted(value) for name, value in parameters.items()},
                status=came.status,
                error_code=came.name,
                request_id=came.headers.get("x-github-request-id"),
                service_date=came.date,
                retries=came.retries,
                body={"headers": redacted(kept), "content": redacted(came.body)},
            )
        )
