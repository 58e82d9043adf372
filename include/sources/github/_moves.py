"""Reads how branches moved in a window, from the repository's activity: what reached a branch, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from include.model.interval import Interval
from include.sources.github._change_datasets import ACTIVITY
from include.sources.github._client import Github, required
from include.sources.github._order import until_passed
from include.sources.github.organization import instant

ZERO = "0" * 40
# A pull request's merge and its branch's movement are told some seconds apart.
MARGIN = timedelta(minutes=10)
_HEADS = "refs/heads/"
_PERIODS = (("day", 1), ("week", 7), ("month", 30), ("quarter", 90))
_NO_CODE = frozenset({"branch_creation", "branch_deletion"})


@dataclass(frozen=True)
class Repository:
    """A tested repository, by its number and present name."""

    id: int
    name: str
    default_branch: str | None


@dataclass(frozen=True)
class Move:
    """One movement of a branch that matters."""

    repository: Repository
    branch: str
    id: int
    kind: str
    actor: str | None
    at: datetime
    before: str
    after: str


def moves(github: Github, repository: Repository, window: Interval, now: datetime) -> list[Move]:
    """Return how the default and the release branches moved, oldest first."""
    if repository.default_branch is None:
        return []  # nothing was ever pushed
    first, last = window.start - MARGIN, window.end + MARGIN
    if not github.organization.release_branches:
        ref = _HEADS + repository.default_branch
        found = _inside(_listed(github, repository, first, last, now, ref=ref), first, last)
        named = [each for each in found if each.before == ZERO]
        if not named and (found or not _births(github, repository, first)):
            return found
    found = _inside(_listed(github, repository, first, last, now), first, last)
    branches = _branches(github, repository, found, first)
    return [
        each
        for each in found
        if each.branch in branches or github.organization.is_released_from(each.branch)
    ]


def _inside(listed: list[Move], first: datetime, last: datetime) -> list[Move]:
    return sorted(
        (each for each in listed if first <= each.at < last), key=lambda each: (each.at, each.id)
    )


def _listed(
    github: Github,
    repository: Repository,
    first: datetime,
    last: datetime,
    now: datetime,
    **query: str,
) -> list[Move]:
    """List from the nearer end of the narrowest period that holds the window; stop when it is passed."""
    age = now - first
    # An hour to spare: GitHub counts its period from its own now.
    period, days = next(
        ((name, days) for name, days in _PERIODS if age < timedelta(days=days, hours=-1)),
        ("year", 365),
    )
    is_old = first - (now - timedelta(days=days)) < now - last
    direction = "asc" if is_old else "desc"
    pages = github.pages(
        ACTIVITY, repo=repository.name, time_period=period, direction=direction, **query
    )
    return list(
        until_passed(
            (_move(repository, each) for each in pages),
            lambda move: move.at,
            last if is_old else first,
            is_ascending=is_old,
            what=f"{repository.name}: movements",
        )
    )


def _branches(
    github: Github, repository: Repository, found: list[Move], first: datetime
) -> set[str | None]:
    """Return the default branch and, where it was renamed since, the name that it had.

    A new name is told as a creation of the one branch and a deletion of the other at the same commit
    and in the same second. Only where something moved other branches is it asked for.
    """
    default = repository.default_branch
    others = {
        each.branch
        for each in found
        if each.branch != default
        and each.kind not in _NO_CODE
        and not github.organization.is_released_from(each.branch)
    }
    if default is None or not others:
        return {default}
    births = _births(github, repository, first)
    if not births:
        return {default}
    query = {"repo": repository.name, "time_period": "year"}
    former = {
        branch
        for branch in sorted(others)
        for it in github.pages(
            ACTIVITY, ref=_HEADS + branch, activity_type="branch_deletion", **query
        )
        if (it.get("before"), _move(repository, it).at) in births
    }
    return {default, *former}


def _births(github: Github, repository: Repository, first: datetime) -> set[tuple[str, datetime]]:
    """Return at which commit and when the default branch was made, or got its name, since the window."""
    made = github.pages(
        ACTIVITY,
        repo=repository.name,
        ref=f"{_HEADS}{repository.default_branch}",
        activity_type="branch_creation",
        time_period="year",
    )
    return {
        (each.after, each.at) for each in (_move(repository, it) for it in made) if each.at >= first
    }


def _move(repository: Repository, answer: Mapping[str, Any]) -> Move:
    at = instant(required(answer, "timestamp", ACTIVITY))
    assert at is not None  # noqa: S101 - required says so
    return Move(
        repository=repository,
        branch=str(required(answer, "ref", ACTIVITY)).removeprefix(_HEADS),
        id=required(answer, "id", ACTIVITY),
        kind=str(required(answer, "activity_type", ACTIVITY)),
        actor=(answer.get("actor") or {}).get("login"),
        at=at,
        before=required(answer, "before", ACTIVITY),
        after=required(answer, "after", ACTIVITY),
    )
