"""Routes about pull requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.demo.emulated_github.history_model import PullRequest
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.commit_shapes import commit
from tests.demo.emulated_github.rest.pull_shapes import (
    event,
    pull_request,
    review,
    whole_pull_request,
)


@get("/repos/{owner}/{repo}/pulls")
def pulls(asked: Asked) -> Any:
    """List pull requests: open ones unless told, newest first unless told."""
    state, base = asked.query.get("state", "open"), asked.query.get("base")
    by_update = asked.query.get("sort") == "updated"
    default = "asc" if asked.query.get("sort") not in (None, "created") else "desc"
    found = [
        each
        for each in asked.repository.pulls
        if state in ("all", "closed" if each.closed_at else "open") and base in (None, each.base)
    ]
    found.sort(
        key=lambda each: each.updated_at if by_update else each.created_at,
        reverse=asked.query.get("direction", default) == "desc",
    )
    return Pages(found, lambda each: pull_request(asked.base, each))


def _pull(asked: Asked) -> PullRequest:
    number = asked.values["number"]
    found = asked.repository.pull(int(number)) if number.isdecimal() else None
    if found is None:
        raise Refused(404)
    return found


@get("/repos/{owner}/{repo}/pulls/{number}")
def one_pull(asked: Asked) -> Any:
    """Tell about one pull request, with who merged it."""
    return whole_pull_request(asked.base, _pull(asked))


@get("/repos/{owner}/{repo}/pulls/{number}/reviews")
def reviews(asked: Asked) -> Any:
    """List a pull request's reviews, oldest first."""
    return Pages(_pull(asked).reviews, lambda each: review(asked.base, each))


@get("/repos/{owner}/{repo}/pulls/{number}/commits")
def pull_commits(asked: Asked) -> Any:
    """List a pull request's commits; GitHub never lists more than 250 here."""
    return Pages(_pull(asked).commits[:250], lambda each: commit(asked.base, each))


@get("/repos/{owner}/{repo}/issues/{number}/timeline")
def timeline(asked: Asked) -> Any:
    """List what happened to a pull request: commits, reviews and events in order."""
    pull = _pull(asked)
    items: list[tuple[datetime, dict[str, Any]]] = []
    for each in pull.commits:
        whole = commit(asked.base, each)
        items.append((each.committer.at, {"event": "committed", **whole, **whole["commit"]}))
    items += [
        (it.submitted_at, {"event": "reviewed", **review(asked.base, it)}) for it in pull.reviews
    ]
    items += [(each.created_at, event(asked.base, pull, each)) for each in pull.events]
    items.sort(key=lambda each: each[0])
    return Pages([each for _, each in items], lambda each: each)
