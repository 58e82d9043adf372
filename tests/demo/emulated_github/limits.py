"""GitHub's limits: counted always, and brought about at will by ``POST /_demo/limit``.

All by the world's clock, which is also the one of the Date header, as at GitHub.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HOUR = 3600
CORE, GRAPHQL = "core", "graphql"
DOCS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
EXCEEDED = "API rate limit exceeded for user ID 1."
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@dataclass
class Refusal:
    """An answer that a limit gives instead of the asked one."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Budget:
    """The primary limit of one resource; ``now`` tells seconds since 1970."""

    now: Callable[[], float]
    limit: int = 5000
    used: int = 0
    reset: float = 0.0

    def __post_init__(self) -> None:
        """Begin an hour."""
        self.reset = self.now() + HOUR

    @property
    def remaining(self) -> int:
        """Count what is left until the reset."""
        self._renew()
        return max(self.limit - self.used, 0)

    def _renew(self) -> None:
        if self.now() >= self.reset:
            self.limit, self.used, self.reset = 5000, 0, self.now() + HOUR

    def headers(self, resource: str) -> dict[str, str]:
        """Say it as every answer does."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(int(self.reset) + 1),
            "X-RateLimit-Used": str(self.used),
            "X-RateLimit-Resource": resource,
        }

    def facts(self) -> dict[str, int]:
        """Say it as ``/rate_limit`` does."""
        remaining = self.remaining
        return {
            "limit": self.limit,
            "used": self.used,
            "remaining": remaining,
            "reset": int(self.reset) + 1,
        }


@dataclass
class Planned:
    """A refusal that begins after some calls and lasts for a number of them."""

    after: int
    times: int
    refusal: Refusal
    path: re.Pattern[str] = field(default_factory=lambda: re.compile(""))

    def take(self, path: str) -> Refusal | None:
        """Refuse this call, or count it towards the beginning."""
        if not self.path.search(path) or self.times <= 0:
            return None
        if self.after > 0:
            self.after -= 1
            return None
        self.times -= 1
        return self.refusal


class Limits:
    """What is left of each budget and what is to be refused."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Begin without any refusal."""
        self.now = now
        self.clear()

    def clear(self) -> None:
        """Forget every refusal and renew the budgets."""
        self.budgets = {CORE: Budget(self.now), GRAPHQL: Budget(self.now)}
        self.primary_status = 403
        self.planned: list[Planned] = []
        self.graphql_502_above: int | None = None
        self.graphql_timeout_above: int | None = None

    def bring_about(self, wish: dict[str, Any]) -> None:
        """Plan what is wished; the keys are explained in the README.

        Raises:
            KeyError, TypeError, ValueError: the wish is not understood.
        """
        known = {"clear", "primary", "secondary", "refuse"}
        numbers = {"graphql_502_above", "graphql_timeout_above"}
        if not wish or set(wish) - known - numbers:
            msg = f"expected some of {sorted(known | numbers)}"
            raise ValueError(msg)
        if wish.get("clear"):
            self.clear()
        if "primary" in wish:
            self._primary(**wish["primary"])
        if "secondary" in wish:
            self._secondary(**wish["secondary"])
        if "refuse" in wish:
            self._refuse(**wish["refuse"])
        for name in numbers & set(wish):
            setattr(self, name, wish[name])

    def _primary(self, after: int = 0, seconds: float = 1, status: int = 403) -> None:
        self.primary_status = status
        for budget in self.budgets.values():
            budget.used, budget.limit = 5000 - after, 5000
            budget.reset = self.now() + seconds

    def _secondary(self, after: int = 0, seconds: int = 1, times: int = 1) -> None:
        body = {"message": SECONDARY, "documentation_url": DOCS + "#about-secondary-rate-limits"}
        refusal = Refusal(403, body, {"Retry-After": str(seconds)})
        self.planned.append(Planned(after, times, refusal))

    def _refuse(self, path: str, status: int, times: int = 1, after: int = 0) -> None:
        refusal = Refusal(status, {"message": "Server Error"})
        self.planned.append(Planned(after, times, refusal, re.compile(path)))

    def refuse(self, path: str, resource: str) -> Refusal | None:
        """Tell whether this call is refused, before it is answered."""
        for planned in self.planned:
            if refusal := planned.take(path):
                return refusal
        if self.budgets[resource].remaining:
            return None
        if resource == GRAPHQL:
            error = {"type": "RATE_LIMITED", "message": EXCEEDED}
            return Refusal(200, {"errors": [error]})
        return Refusal(self.primary_status, {"message": EXCEEDED, "documentation_url": DOCS})

    def count(self, resource: str, cost: int = 1) -> None:
        """Take the cost of an answer from its budget."""
        self.budgets[resource].used += cost
