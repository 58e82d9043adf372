"""Makes commits, checks and pushes of one repository, with ids that depend on the seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from tests.demo.emulated_github.history_model import Check, Commit, Push, Signature, Status
from tests.demo.emulated_github.people import (
    ACTIONS,
    CODE_SCANNING,
    QUILL_CI,
    WEB_FLOW,
    Account,
    person,
)
from tests.demo.emulated_github.plans import SCANNER, STATUS, PlannedCheck
from tests.demo.emulated_github.repository_model import Repository

ZERO = "0" * 40
DEPLOYER = Account(QUILL_CI.id, "quill-ci[bot]", "Bot", "", "")


def first_id(repository: Repository) -> int:
    """Return where a repository's ids begin: a million for each, all within 32 bits."""
    return (repository.id - 70_000) * 1_000_000


@dataclass
class Maker:
    """Acts on one repository; ``tip`` is the head of its default branch."""

    seed: int
    repository: Repository
    skip: int = 0
    tip: Commit = field(init=False)
    _shas: Iterator[int] = field(default_factory=count)
    _ids: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        """Give the repository ids of its own, so that another repository never moves them."""
        self._ids = count(first_id(self.repository) + self.skip)

    def id(self) -> int:
        """Return the next id."""
        return next(self._ids)

    def sha(self) -> str:
        """Return the next hash."""
        text = f"{self.seed}/{self.repository.full_name}/{next(self._shas)}"
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    def commit(
        self,
        parents: tuple[Commit, ...],
        message: str,
        author: Signature,
        committer: Signature,
        co_authors: tuple[Account, ...] = (),
    ) -> Commit:
        """Make a commit that the repository keeps."""
        made = Commit(self.sha(), parents, message, author, committer, co_authors)
        made.repository = self.repository
        self.repository.commits[made.sha] = made
        return made

    def push(self, before: str, after: str, at: datetime, actor: Account | None, kind: str) -> None:
        """Record that the default branch moved."""
        main = self.repository.default_branch
        self.push_to(main, before=before, after=after, at=at, actor=actor, kind=kind)

    def push_to(
        self,
        branch: str,
        *,
        before: str,
        after: str,
        at: datetime,
        actor: Account | None,
        kind: str,
    ) -> None:
        """Record that a branch moved."""
        ref = f"refs/heads/{branch}"
        self.repository.pushes.append(Push(self.id(), ref, before, after, at, actor, kind))

    def check(self, commit: Commit, planned: PlannedCheck, at: datetime) -> None:
        """Hang a check run or a status on a commit; ``at`` is when it ended."""
        if planned.name == STATUS:
            state = "success" if planned.conclusion == "success" else "failure"
            commit.statuses.append(Status(self.id(), STATUS, state, at, DEPLOYER, commit))
            return
        app = CODE_SCANNING if planned.name == SCANNER else ACTIONS
        started = at - timedelta(minutes=3)
        commit.checks.append(
            Check(self.id(), planned.name, app, commit, started, at, planned.conclusion)
        )


def signed(account: Account, at: datetime) -> Signature:
    """Sign as an account."""
    return Signature(account.git_name, account.email, at, account)


def written_by(login: str | None, at: datetime) -> Signature:
    """Sign as somebody by login; None is somebody whose account is gone."""
    if login is None:
        return Signature("Former Colleague", "former.colleague@quillhaven.example", at, None)
    return signed(person(login), at)


def by_web(at: datetime) -> Signature:
    """Sign as GitHub itself does for the merge button."""
    return Signature("GitHub", WEB_FLOW.email, at, WEB_FLOW)


def trailers(co_authors: tuple[str, ...]) -> str:
    """Write the trailers that name co-authors."""
    people = [person(login) for login in co_authors]
    lines = "\n".join(f"Co-authored-by: {each.git_name} <{each.email}>" for each in people)
    return f"\n\n{lines}" if lines else ""
