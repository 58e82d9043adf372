"""Answers calls: who asks, what the limits say, REST or GraphQL, and GitHub's headers on all of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.demo.emulated_github import control
from tests.demo.emulated_github.graph import answering
from tests.demo.emulated_github.limits import CORE, GRAPHQL, Limits
from tests.demo.emulated_github.rest import (  # noqa: F401 - each fills the table of routes
    activities,
    alerts,
    asking,
    audit_log,
    commits,
    contents,
    deployments,
    machines,
    organisations,
    protections,
    pulls,
    settings,
    teams,
)
from tests.demo.emulated_github.rest.asking import Asked, Moved, Pages, Refused
from tests.demo.emulated_github.world import World

# An Enterprise Server answers below these; github.com's API at the root.
_PREFIX = re.compile(r"^/api/v3(?=/)|^/api(?=/graphql)")


class Server:
    """One world at one address, with its limits and its count of calls."""

    def __init__(self, world: World, base: str) -> None:
        """Serve the world at ``base``."""
        self.world, self.base = world, base
        self.limits = Limits(lambda: world.clock.now().timestamp())
        self.calls: Counter[str] = Counter()
        self._requests = 0

    def application(self) -> Starlette:
        """Return the ASGI application."""
        methods = ["GET", "POST", "DELETE"]
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)])

    async def _answer(self, request: Request) -> Response:
        """Answer one call; all of it happens between two awaits, so nothing needs a lock."""
        body = await request.body()
        path = request.url.path
        if path == "/_ready" or path.startswith("/_demo/"):
            status, told = control.answer(self, request.method, path, body)
            return _json(status, told)
        self._requests += 1
        status, content, headers = self._github(request, path, body)
        return self._with_headers(request, status, content, headers)

    def _github(self, request: Request, path: str, body: bytes) -> tuple[int, Any, dict[str, str]]:
        prefix = _PREFIX.match(path)
        base = self.base + ("/api/v3" if prefix else "")
        path = _PREFIX.sub("", path)
        resource = GRAPHQL if path == "/graphql" else CORE
        if refused := _unauthorised(request):
            self.calls[f"{request.method} {path}"] += 1
            return refused.status, refused.body, {}
        if path != "/rate_limit" and (refusal := self.limits.refuse(path, resource)):
            self.calls[f"{request.method} {path} refused"] += 1
            return refusal.status, refusal.body, {**self._left(resource), **refusal.headers}
        if resource == GRAPHQL:
            self.calls["POST /graphql"] += 1
            status, told, cost = answering.answer(self.world, self.limits, self.base, body)
            self.limits.count(GRAPHQL, cost)
            return status, told, self._left(GRAPHQL)
        status, told, headers = self._rest(request, base, path)
        return status, told, {**self._left(CORE), **headers}

    def _left(self, resource: str) -> dict[str, str]:
        return self.limits.budgets[resource].headers(resource)

    def _rest(self, request: Request, base: str, path: str) -> tuple[int, Any, dict[str, str]]:
        if path != "/rate_limit":
            self.limits.count(CORE)
        named, address = self._by_name(path), base + path
        found = asking.match(request.method, named) if named else None
        if found is None or named is None:
            self.calls[f"{request.method} {path}"] += 1
            return 404, Refused(404).body, {}
        template, values, handler = found
        self.calls[f"{request.method} {template}"] += 1
        asked = Asked(self.world, base, named, values, dict(request.query_params), self.limits)
        try:
            told = handler(asked)
            if not isinstance(told, Pages):
                return (201 if request.method == "POST" else 200), told, {}
            shown, link = asking.turn(told, asked, self._by_id(address, base, asked))
        except Refused as refused:
            return refused.status, refused.body, {}
        except Moved as moved:
            where = re.sub(r"^/repos/[^/]+/[^/]+", f"/repositories/{moved}", path)
            body = {"message": "Moved Permanently", "url": base + where}
            return 301, body, {"Location": base + where}
        return 200, shown, {"Link": link} if link else {}

    def _by_name(self, path: str) -> str | None:
        """Lead ``/repositories/{id}`` to the repository's name, as links and redirects need."""
        if not (found := re.match(r"/repositories/(\d+)", path)):
            return path
        repository = self.world.repository_by_id(int(found[1]))
        return f"/repos/{repository.full_name}{path[found.end() :]}" if repository else None

    def _by_id(self, address: str, base: str, asked: Asked) -> str:
        """Address pages by the repository's id, as GitHub does."""
        if "repo" not in asked.values:
            return address
        it = asked.repository
        return address.replace(f"{base}/repos/{it.full_name}", f"{base}/repositories/{it.id}")

    def _with_headers(
        self, request: Request, status: int, content: Any, headers: dict[str, str]
    ) -> Response:
        text = json.dumps(content, default=str).encode()
        digest = hashlib.sha256(text).hexdigest()
        now = self.world.clock.now().replace(microsecond=0)
        headers = {
            **headers,
            "Date": format_datetime(now, usegmt=True),
            "X-GitHub-Request-Id": f"{self._requests:04X}:{digest[:6].upper()}:QUILL",
            "X-GitHub-Media-Type": "github.v3; format=json",
        }
        if request.method == "GET" and status == 200:
            headers |= {
                "ETag": f'W/"{digest}"',
                "Cache-Control": "private, max-age=60, s-maxage=60",
            }
            if request.headers.get("If-None-Match") == headers["ETag"]:
                self.limits.count(CORE, -1)  # an unchanged answer is free
                return Response(status_code=304, headers=headers)
        return Response(text, status, headers, "application/json; charset=utf-8")


def _json(status: int, told: Any) -> Response:
    return Response(json.dumps(told).encode() + b"\n", status, media_type="application/json")


def _unauthorised(request: Request) -> Refused | None:
    """Refuse whoever brings no token, or a bad one; any other token is an owner's."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() not in ("token", "bearer", "basic") or not token:
        return Refused(401, "Requires authentication")
    return Refused(401, "Bad credentials") if token.startswith("bad") else None
