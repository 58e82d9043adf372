"""A question, an answer, a refusal; and the table of routes that the files here fill."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.world import World

PER_PAGE, AT_MOST = 30, 100
DOCS = "https://docs.github.com/rest"


class Refused(Exception):
    """GitHub's refusal: a status and the one line that says why."""

    def __init__(self, status: int, message: str = "Not Found") -> None:
        """Keep both."""
        super().__init__(message)
        self.status, self.message = status, message

    @property
    def body(self) -> dict[str, str]:
        """Say it as GitHub does."""
        return {
            "message": self.message,
            "documentation_url": DOCS,
            "status": str(self.status),
        }


class Moved(Exception):
    """The repository has another address now."""


@dataclass
class Asked:
    """One call: the world, the server's own address, and what stands in path and query."""

    world: World
    base: str
    path: str
    values: dict[str, str]
    query: dict[str, str]
    limits: Any = None

    @property
    def organisation(self) -> Organisation:
        """Find the organisation in the path."""
        found = self.world.organisations.get(self.values["org"])
        if found is None:
            raise Refused(404)
        return found

    @property
    def repository(self) -> Repository:
        """Find the repository in the path."""
        full_name = f"{self.values['owner']}/{self.values['repo']}"
        if full_name in self.world.moved:
            raise Moved(str(self.world.moved[full_name].id))
        found = self.world.repositories.get(full_name)
        if found is None:
            raise Refused(404)
        return found

    @property
    def administered(self) -> Repository:
        """Find the repository where the token administers it; GitHub says 404 where it does not."""
        repository = self.repository
        if repository.settings.hidden:
            raise Refused(404)
        return repository

    def with_permission(self) -> Repository:
        """Find the repository where the token has the permission for its subject; else 403."""
        repository = self.repository
        if repository.settings.hidden:
            raise Refused(403, "Resource not accessible by personal access token")
        return repository

    def url(self, path: str) -> str:
        """Make an address on this server."""
        return f"{self.base}{path}"


@dataclass
class Pages:
    """A list of which one page is answered; ``key`` wraps it with its total count."""

    items: list[Any]
    render: Callable[[Any], Any]
    key: str | None = None
    by_cursor: bool = False
    beside: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Asked], Any]
ROUTES: list[tuple[str, str, re.Pattern[str], Handler]] = []


def get(template: str) -> Callable[[Handler], Handler]:
    """Answer GET of the template; ``{name}`` stops at a slash, ``{name*}`` does not."""
    return _route("GET", template)


def post(template: str) -> Callable[[Handler], Handler]:
    """Answer POST of the template."""
    return _route("POST", template)


def _route(method: str, template: str) -> Callable[[Handler], Handler]:
    pattern = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+?)", template)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)

    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, template.replace("*", ""), re.compile(f"{pattern}$"), handler))
        return handler

    return keep


def match(method: str, path: str) -> tuple[str, dict[str, str], Handler] | None:
    """Find the route of a path: its template, its values and who answers."""
    for known, template, pattern, handler in ROUTES:
        if known == method and (found := pattern.match(path)):
            return template, found.groupdict(), handler
    return None


def turn(pages: Pages, asked: Asked, address: str) -> tuple[Any, str]:
    """Cut out the page that is asked for; return it and the Link header ("" on an only page)."""
    size = min(_number(asked.query.get("per_page"), PER_PAGE), AT_MOST)
    page = _number(asked.query.get("page"), 1)
    start = _decode(asked.query["after"]) if "after" in asked.query else (page - 1) * size
    shown = [pages.render(each) for each in pages.items[start : start + size]]
    last = max(-(-len(pages.items) // size), 1)
    if pages.by_cursor:
        after = {"next": start + size} if start + size < len(pages.items) else {}
        before = {"first": 0, "prev": max(start - size, 0)} if start else {}
        links = {name: {"after": _encode(where)} for name, where in (before | after).items()}
    else:
        after = {"next": page + 1, "last": last} if page < last else {}
        before = {"prev": page - 1, "first": 1} if page > 1 else {}
        links = {name: {"page": str(number)} for name, number in (before | after).items()}
    kept = {name: value for name, value in asked.query.items() if name not in ("page", "after")}
    link = ", ".join(
        f'<{address}?{urlencode(kept | where)}>; rel="{name}"' for name, where in links.items()
    )
    if pages.key:
        return {"total_count": len(pages.items), **pages.beside, pages.key: shown}, link
    return shown, link


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and int(text) > 0 else default


def _encode(position: int) -> str:
    return base64.urlsafe_b64encode(f"cursor:{position}".encode()).decode()


def _decode(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().partition(":")[2])
    except ValueError:
        raise Refused(422, "Invalid cursor") from None
