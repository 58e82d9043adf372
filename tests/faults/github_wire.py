"""The wire in front of the emulated GitHub: what is asked there, and its lists in small pages."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from include.sources.github import _order, _wire
from tests.faults.wire import ITEMS_A_PAGE, Asked, Reply, Wire

GRAPH = "POST /graphql"
_OF_ONE = (
    re.compile(r"^/repos/[^/]+/([^/]+)(.*)$"),
    re.compile(r"^/repositories/(\d+)(.*)$"),
    re.compile(r"^/orgs/[^/]+/teams/([^/]+)(.*)$"),
)
_NAMED = re.compile(r"[0-9a-f]{40}|\d+")
_MANY = re.compile(r"\bper_page=\d{2,}")
_GRAPH_LISTS = re.compile(rb"\b(repositories|reviews|externalIdentities)\(first: \d+")


@contextmanager
def small_pages() -> Iterator[None]:
    """Let the sources ask for small pages, so that every list has a few and the last may be full."""
    real = _wire.PAGE_ITEMS
    _wire.PAGE_ITEMS = _order.PAGE_ITEMS = ITEMS_A_PAGE
    try:
        yield
    finally:
        _wire.PAGE_ITEMS = _order.PAGE_ITEMS = real


class GithubWire(Wire):
    """Answers as the emulated GitHub does, except where the ``fault`` says otherwise."""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        operation, item = _what(method, urlsplit(path).path)
        token = headers.get("authorization", "").rpartition(" ")[2]
        small = _MANY.sub(f"per_page={ITEMS_A_PAGE}", path)
        less = _GRAPH_LISTS.sub(rb"\1(first: %d" % ITEMS_A_PAGE, body)
        with self._lock:
            self.counts[operation] += 1
            nth, follows = self.counts[operation], _follows(path, body)
            asked = Asked("github", operation, item, nth, token, is_json=True, follows=follows)
            honest = self._ask(method, small, headers, less)
            fault = self.fault
        return fault(asked, honest) if fault else honest


def _what(method: str, path: str) -> tuple[str, str]:
    """Name the operation that is asked, and the repository or team it is about."""
    found = next((match for each in _OF_ONE if (match := each.match(path))), None)
    if found is None:
        return f"{method} {path}", ""
    rest = _NAMED.sub("{}", found[2])
    return f"{method} .../{{}}{rest}", found[1]


def _follows(path: str, body: bytes) -> bool:
    if body:
        return json.loads(body).get("variables", {}).get("after") is not None
    query = parse_qs(urlsplit(path).query)
    return query.get("page", ["1"]) != ["1"] or "after" in query
