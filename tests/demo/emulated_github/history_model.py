"""What a repository's history is made of: commits, pull requests, reviews, checks, pushes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.demo.emulated_github.people import Account, App


@dataclass(frozen=True)
class Signature:
    """Who Git says wrote or committed something; ``account`` is None when GitHub knows nobody."""

    name: str
    email: str
    at: datetime
    account: Account | None


@dataclass(eq=False)
class Check:
    """A check run."""

    id: int
    name: str
    app: App
    commit: Commit
    started_at: datetime
    completed_at: datetime | None
    conclusion: str | None
    status: str = "completed"

    @property
    def suite_id(self) -> int:
        """Number the suite: one per App and commit."""
        return int(self.commit.sha[:8], 16) + self.app.id


@dataclass(eq=False)
class Status:
    """A commit status: the older way to say whether something passed."""

    id: int
    context: str
    state: str
    created_at: datetime
    creator: Account
    commit: Commit


@dataclass(eq=False)
class Commit:
    """One commit; ``parents`` come first-parent first."""

    sha: str
    parents: tuple[Commit, ...]
    message: str
    author: Signature
    committer: Signature
    co_authors: tuple[Account, ...] = ()
    checks: list[Check] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    pulls: list[PullRequest] = field(default_factory=list)
    repository: Any = None


@dataclass(eq=False)
class Review:
    """A review in its present state; ``commit`` is what stood at the head when it was given."""

    id: int
    author: Account | None
    state: str
    submitted_at: datetime
    commit: Commit
    body: str = ""
    can_push: bool = True
    pull: PullRequest | None = None


@dataclass(eq=False)
class Event:
    """One item of a pull request's timeline; ``kind`` is GraphQL's type name."""

    id: int
    kind: str
    created_at: datetime
    actor: Account | None
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(eq=False)
class Issue:
    """The issue that a pull request closes."""

    id: int
    number: int
    title: str
    author: Account
    created_at: datetime
    closed_at: datetime | None
    repository: Any = None


@dataclass(eq=False)
class PullRequest:
    """A pull request with all that happened to it."""

    id: int
    number: int
    title: str
    body: str
    author: Account | None
    base: str
    base_sha: str
    head_ref: str
    created_at: datetime
    commits: list[Commit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    issue: Issue | None = None
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit: Commit | None = None
    repository: Any = None

    @property
    def head(self) -> Commit:
        """Return the last commit of the branch."""
        return self.commits[-1]

    @property
    def updated_at(self) -> datetime:
        """Tell when anything last happened to it, after the merge included."""
        moments = [self.created_at, *(each.created_at for each in self.events)]
        moments += [each.submitted_at for each in self.reviews]
        return max([*moments, *filter(None, (self.closed_at, self.merged_at))])


@dataclass(eq=False)
class Push:
    """One movement of a branch, as the repository's activity tells it."""

    id: int
    ref: str
    before: str
    after: str
    at: datetime
    actor: Account | None
    kind: str


@dataclass(eq=False)
class DeploymentStatus:
    """One state of a deployment."""

    id: int
    state: str
    created_at: datetime
    creator: Account
    log_url_path: str
    deployment: Any = None


@dataclass(eq=False)
class Deployment:
    """A deployment by a workflow run, with who let it go."""

    id: int
    sha: str
    ref: str
    environment: str
    creator: Account
    created_at: datetime
    run_id: int
    triggered_by: Account
    approvals: list[tuple[Account, str, datetime]] = field(default_factory=list)
    statuses: list[DeploymentStatus] = field(default_factory=list)
    repository: Any = None
