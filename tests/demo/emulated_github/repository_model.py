"""A repository as it stands now: its settings, who may do what, and its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.demo.emulated_github.history_model import Commit, Deployment, PullRequest, Push
from tests.demo.emulated_github.people import Account

CLASSIC, RULESET, NONE = "classic", "ruleset", "none"


@dataclass
class Settings:
    """How a repository is set up; the defaults are as they should be."""

    name: str
    pulls: int
    method: str = "squash"  # or merge, rebase, queue
    protection: str = CLASSIC
    visibility: str = "private"
    environments: tuple[str, ...] = ()
    language: str = "Python"
    default_branch: str = "main"
    former_branch: str | None = None
    former_owner: str | None = None
    archived: bool = False
    hidden: bool = False  # the token reads, but does not administer
    ends_days_ago: float = 0.6


@dataclass
class Ruleset:
    """Rules of a repository or of the organisation."""

    id: int
    name: str
    source: str
    source_type: str
    enforcement: str
    rules: list[dict[str, Any]]
    bypass_actors: list[dict[str, Any]]
    created_at: datetime
    target: str = "branch"
    include: tuple[str, ...] = ("~DEFAULT_BRANCH",)

    @property
    def is_active(self) -> bool:
        """Tell whether it is enforced."""
        return self.enforcement == "active"


@dataclass(eq=False)
class Repository:
    """One repository of one owner."""

    id: int
    owner: Account
    settings: Settings
    created_at: datetime
    pushed_at: datetime
    classic: dict[str, Any] | None = None  # classic protection of main and release/*
    rulesets: list[Ruleset] = field(default_factory=list)
    collaborators: dict[str, str] = field(default_factory=dict)  # direct: login to role
    outside: dict[str, str] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=list)
    codeowners_errors: list[dict[str, Any]] = field(default_factory=list)
    has_codeowners: bool = True
    analysis: dict[str, str] = field(default_factory=dict)
    workflow: dict[str, Any] = field(
        default_factory=lambda: {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": False,
        }
    )
    environments: dict[str, dict[str, Any]] = field(default_factory=dict)
    branches: dict[str, Commit] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    pulls: list[PullRequest] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    alerts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    suites: list[dict[str, Any]] = field(default_factory=list)  # bypasses of rules

    @property
    def name(self) -> str:
        """Return its name without the owner."""
        return self.settings.name

    @property
    def full_name(self) -> str:
        """Return owner and name."""
        return f"{self.owner.login}/{self.name}"

    @property
    def default_branch(self) -> str:
        """Return the name of its default branch."""
        return self.settings.default_branch

    @property
    def is_private(self) -> bool:
        """Tell whether only members see it."""
        return self.settings.visibility != "public"

    def classic_of(self, branch: str) -> dict[str, Any] | None:
        """Return the classic protection of a branch; None when it has none."""
        matters = branch == self.default_branch or branch.startswith("release/")
        return self.classic if matters else None

    def pull(self, number: int) -> PullRequest | None:
        """Find a pull request by number."""
        return next((each for each in self.pulls if each.number == number), None)
