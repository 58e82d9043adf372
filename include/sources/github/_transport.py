"""Sends one question to GitHub by PyGithub's requester, until it is answered or patience ends.

What was broken on the way is asked again; a rate limit is waited for as GitHub tells, by GitHub's own
clock, within a bound. What comes back is an answer with a name where it is none.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import requests
from github import Auth, Github, GithubException
from jwt import PyJWTError

from include.model.interval import utc_now
from include.sources.github._failures import PASSING, RATE_LIMITS, TOO_MUCH, graph_name, name_of

API_VERSION = "2022-11-28"
_HEADERS = {"Accept": "application/vnd.github+json"}
_WAIT_UNTOLD = 60  # GitHub: "wait for at least one minute" when it does not say how long
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """How often a question is asked, and for how many seconds; only tests have less of it.

    ``wait_seconds`` is what one collection waits for rate limits altogether.
    """

    attempts: int = 6
    read_seconds: int = 30
    wait_seconds: float = 1800
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Came:
    """What came back: ``name`` is None for an answer, else what went wrong."""

    status: int | None
    headers: Mapping[str, str]
    body: Any
    name: str | None
    retries: int

    @property
    def date(self) -> datetime | None:
        """Return GitHub's own clock."""
        try:
            return parsedate_to_datetime(self.headers["date"]).astimezone(UTC)
        except (KeyError, ValueError, OverflowError):
            return None


class Transport:
    """Asks with one set of credentials; remembers how long it has waited."""

    def __init__(self, auth: Auth.Auth, base_url: str, patience: Patience) -> None:
        """Ask ``base_url`` as ``auth``; PyGithub's own retries are off, since nobody would see them."""
        self._patience, self._left = patience, patience.wait_seconds
        # requests joins them with what the environment names, which is how a proxy is reached.
        self._github = Github(
            auth=auth,
            base_url=base_url,
            timeout=patience.read_seconds,
            retry=None,
            api_version=API_VERSION,
            seconds_between_requests=None,
            # It takes every POST for a write and would rest a second; our GraphQL only reads.
            seconds_between_writes=None,
            user_agent="soc2-evidence",
        )

    def get(self, url: str, query: Mapping[str, Any]) -> Came:
        """Ask until there is an answer, a refusal, or no patience left."""
        return self._until_answered(partial(self._ask, url, query), f"GET {url}")

    def post(self, question: Mapping[str, Any], *, may_shrink: bool) -> Came:
        """Ask by GraphQL; what ``may_shrink`` is not asked again as it was when it was too much."""
        ask = partial(self._ask, self._github.requester.graphql_url, {}, question=question)
        return self._until_answered(ask, "POST /graphql", TOO_MUCH if may_shrink else frozenset())

    def _until_answered(
        self, ask: Callable[[int], Came], asked: str, given_up: frozenset[str] = frozenset()
    ) -> Came:
        attempts = self._patience.attempts
        for retries in range(attempts):
            came = ask(retries)
            wait = None if came.name in given_up else self._wait(came, retries)
            if wait is None or retries == attempts - 1:
                break
            self._left -= wait
            _LOG.warning("%s: %s, asking again in %.0f s", asked, came.name, wait)
            self._patience.sleep(wait)
        return came

    def close(self) -> None:
        """Close the connection."""
        self._github.close()

    def _ask(
        self,
        url: str,
        query: Mapping[str, Any],
        retries: int,
        question: Mapping[str, Any] | None = None,
    ) -> Came:
        verb = "GET" if question is None else "POST"
        try:
            status, headers, text = self._github.requester.requestJson(
                verb, url, parameters=dict(query), headers=dict(_HEADERS), input=question
            )
        except GithubException as error:
            # Raised where an App's key is exchanged for a token, inside our question.
            named = name_of(error.status, error.data, is_html=False, retry_after=None)
            return Came(error.status, {}, error.data, named or type(error).__name__, retries)
        except (requests.RequestException, PyJWTError, RuntimeError) as error:
            # An App's key that is none; and PyGithub's own for being sent to another host.
            return Came(None, {}, None, type(error).__name__, retries)
        came = _came(status, headers, str(text), retries)
        return came if question is None or came.name else replace(came, name=graph_name(came.body))

    def _wait(self, came: Came, retries: int) -> float | None:
        """Return how long to wait before asking again; None when asking again is no use."""
        if came.name in PASSING:
            return float(2**retries)
        if came.name not in RATE_LIMITS:
            return None
        told = _told(came)
        return told if told <= self._left else None


def _came(status: int, headers: Mapping[str, str], text: str, retries: int) -> Came:
    head = text[:100].lstrip().lower()
    is_html = "html" in headers.get("content-type", "") or head.startswith(("<html", "<!doctype"))
    name, body = None, None
    try:
        body = json.loads(text) if text.strip() and not is_html else None
    except ValueError:
        name = "TruncatedJson"
    name = (
        name_of(status, body, is_html=is_html, retry_after=headers.get("retry-after"))
        or name
        or (None if body is not None else "EmptyAnswer")
    )
    if body is None:
        body = {"unreadable_bytes": len(text), "begins": text[:500]}
    return Came(status, headers, body, name, retries)


def _told(came: Came) -> float:
    """Return the seconds that GitHub says to wait, by its own clock; a minute where it does not say."""
    after = came.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = came.headers.get("x-ratelimit-reset", "")
    if reset.isdigit() and came.headers.get("x-ratelimit-remaining", "0") == "0":
        now = came.date or utc_now()
        # It is not told when in that second the new hour begins.
        return max(float(reset) - now.timestamp(), 0.0) + 1
    return float(_WAIT_UNTOLD)
