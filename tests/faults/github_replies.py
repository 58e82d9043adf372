"""How a fault changes an honest reply of GitHub: refusals, limits, other bodies, other pages."""

import json
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from tests.faults.github_wire import GRAPH
from tests.faults.wire import DATE, Asked, Fault, Reply

JSON = "application/json; charset=utf-8"
EXCEEDED = "API rate limit exceeded for user ID 1."
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."


def says(status: int, message: str, **headers: str) -> Fault:
    """Refuse as GitHub does; it tells the caller's token back, which nobody may keep."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def reply(asked: Asked, _: Reply) -> Reply:
        told = {"message": message, "documentation_url": f"https://docs/?token={asked.token}"}
        return Reply(status, json.dumps(told).encode(), JSON, named)

    return reply


def exceeded(status: int, seconds: int) -> Fault:
    """Say that the hour's budget is spent, and when the next one begins; GraphQL says it with 200."""
    headers = {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(parsedate_to_datetime(DATE).timestamp()) + seconds),
    }

    def reply(asked: Asked, _: Reply) -> Reply:
        errors = {"errors": [{"type": "RATE_LIMITED", "message": EXCEEDED}]}
        is_graph = asked.operation == GRAPH
        body = json.dumps(errors if is_graph else {"message": EXCEEDED}).encode()
        return Reply(200 if is_graph else status, body, JSON, headers)

    return reply


def as_kind(kind: str) -> Fault:
    """Send the honest body under another content type."""
    return lambda _, honest: replace(honest, kind=kind)


def changed(change: Callable[[Any], Any], *, link: bool = True) -> Fault:
    """Change the honest JSON; ``link``: say where the next page is all the same."""

    def reply(_: Asked, honest: Reply) -> Reply:
        body = json.dumps(change(json.loads(honest.body))).encode()
        return replace(honest, body=body, headers=honest.headers if link else {})

    return reply


def without_links(_: Asked, honest: Reply) -> Reply:
    """Answer honestly, but for the header that says where the list goes on: a proxy took it."""
    return replace(honest, headers={})


def without_lists(value: Any) -> Any:
    """Put null where a list stands, but for the answer itself."""
    if isinstance(value, list):
        return [without_lists(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: None if isinstance(each, list) else without_lists(each) for key, each in value.items()
    }


def emptied(value: Any) -> Any:
    """Take everything out of a page, and say that it is the last one."""
    if isinstance(value, list):
        return []
    if not isinstance(value, dict):
        return value
    less = {key: emptied(each) for key, each in value.items()}
    return less | {"hasNextPage": False} if "hasNextPage" in less else less


def page_before() -> Fault:
    """Give each page's items again in place of the next one's, which says honestly what follows."""
    before: dict[tuple[str, str], Reply] = {}

    def reply(asked: Asked, honest: Reply) -> Reply:
        place = asked.operation, asked.item
        given = before[place] if asked.follows else honest
        before[place] = given
        return replace(honest, body=_like(honest.body, given.body))

    return reply


def _like(honest: bytes, before: bytes) -> bytes:
    """Return the page before; in GraphQL with the honest place where it goes on."""
    ours, theirs = json.loads(honest), json.loads(before)
    if isinstance(ours, dict) and "data" in ours:
        _keep_places(theirs, ours)
    return json.dumps(theirs).encode()


def _keep_places(value: Any, honest: Any) -> None:
    if isinstance(value, dict) and isinstance(honest, dict):
        for key in value.keys() & honest.keys():
            if key == "pageInfo":
                value[key] = honest[key]
            else:
                _keep_places(value[key], honest[key])


def graph_error(kind: str | None, message: str) -> Fault:
    """Answer in part: the first thing that was asked for is null, and an error says why."""

    def reply(_: Asked, honest: Reply) -> Reply:
        answer = json.loads(honest.body)
        path = _nulled(answer["data"])
        error: dict[str, Any] = {"message": message, "path": path}
        answer["errors"] = [error | ({"type": kind} if kind else {})]
        return replace(honest, body=json.dumps(answer).encode())

    return reply


def _nulled(data: dict[str, Any]) -> list[Any]:
    """Put null at the first object of an answer that GitHub may leave out; return its path."""
    key = next(iter(data))
    if key == "organization":
        data[key]["repositories"]["nodes"][0]["defaultBranchRef"] = None
        return [key, "repositories", "nodes", 0, "defaultBranchRef"]
    inner = data[key]
    if isinstance(inner, dict) and "object" in inner:
        inner["object"] = None
        return [key, "object"]
    data[key] = None
    return [key]


def graph_fails(message: str) -> Fault:
    """Answer by GraphQL without any data, as GitHub does when it gives up."""
    body = json.dumps({"data": None, "errors": [{"message": message}]}).encode()
    return lambda _asked, _honest: Reply(200, body, JSON)
