"""Which commits a deployment shipped: those between the environment's previous one and this one.

Each with its people, and the merged pull request that brought it.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from include.model.errors import Cause, SourceIncomplete
from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._deployment_datasets import COMMIT, COMPARISON, PULLS
from include.sources.github.organization import instant

_PAGE = 100
_CO_AUTHOR = re.compile(r"^co-authored-by:[^<\n]*<([^>\n]+)>\s*$", re.IGNORECASE | re.MULTILINE)
# The address that GitHub gives an account instead of its own one.
_NO_REPLY = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com", re.IGNORECASE)


class Shipped:
    """Reads the commits of one repository's deployments; a commit shipped twice is asked about once."""

    def __init__(self, github: Github, repository: str) -> None:
        """Ask about ``repository``."""
        self._github, self._repository = github, repository
        self._known: dict[tuple[str, str | None], Row] = {}

    def between(self, before: str, after: str) -> tuple[str, list[Row]]:
        """Return how ``after`` stands to ``before``, and every commit that only ``after`` holds."""
        path, number = COMPARISON, 1
        answer = self._page(before, after, number)
        total = required(answer, "total_commits", path)
        commits = list(required(answer, "commits", path))
        while len(commits) < total:
            number += 1
            more = required(self._page(before, after, number), "commits", path)
            if not more:
                msg = f"GET {path}: {len(commits)} commits came, GitHub said {total}; run again"
                raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="PageVanished")
            commits += more
        return required(answer, "status", path), [commit_columns(each) for each in commits]

    def alone(self, oid: str) -> Row:
        """Return one commit, where there is none before to compare it with."""
        return commit_columns(self._github.get(COMMIT, repo=self._repository, oid=oid))

    def with_pull_request(self, commit: Row, ref: str | None) -> Row:
        """Add the merged pull request that brought a commit, preferably into the branch deployed from."""
        oid = commit["oid"]
        if (oid, ref) not in self._known:
            row: Row = {"read_errors": []}
            pages = self._github.pages(PULLS, repo=self._repository, oid=oid)
            fill(row, f"GET {PULLS}", lambda: pull_request_columns(pages, ref))
            self._known[oid, ref] = row
        return {**commit, **self._known[oid, ref]}

    def _page(self, before: str, after: str, number: int) -> Any:
        return self._github.get(
            COMPARISON,
            repo=self._repository,
            before=before,
            after=after,
            per_page=_PAGE,
            page=number,
        )


def commit_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns that a comparison answers of one commit."""
    commit = answer.get("commit") or {}
    return {
        "oid": required(answer, "sha", COMPARISON),
        "authors": _authors(answer, commit),
        "committed_at": instant((commit.get("committer") or {}).get("date")),
    }


def pull_request_columns(answers: Iterable[Mapping[str, Any]], ref: str | None) -> Columns:
    """Return the pull request that brought a commit: merged, first of all, into the branch ``ref``."""
    merged = [each for each in answers if each.get("merged_at")]
    if not merged:
        return {"pull_request": None, "pull_request_author": None}
    brought = min(
        merged, key=lambda each: ((each.get("base") or {}).get("ref") != ref, each["merged_at"])
    )
    return {
        "pull_request": required(brought, "number", PULLS),
        "pull_request_author": (brought.get("user") or {}).get("login"),
    }


def _authors(answer: Mapping[str, Any], commit: Mapping[str, Any]) -> list[str]:
    """List author and co-authors; a co-author is known only by the address in the message."""
    login = (answer.get("author") or {}).get("login")
    address = (commit.get("author") or {}).get("email")
    first = login or (person(address) if address else None)
    others = map(person, _CO_AUTHOR.findall(commit.get("message") or ""))
    return list(dict.fromkeys(each for each in (first, *others) if each))


def person(address: str) -> str:
    """Name who stands behind an address: a login where GitHub made it, else a hash of it."""
    if known := _NO_REPLY.fullmatch(address):
        return known[1]
    return f"unlinked:{hashlib.sha256(address.encode()).hexdigest()[:12]}"
