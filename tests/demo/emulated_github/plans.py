"""What is to happen in a repository, before it happens: defects change plans, ``history`` acts them out.

All times are minutes before (negative: after) the merge, so that a plan does not know its day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.demo.emulated_github.people import DEVELOPERS

REQUIRED_CHECKS = ("unit", "integration", "security")
SCANNER = "CodeQL"
STATUS = "ci/licences"
VERBS = ("Correct", "Speed up", "Add", "Remove", "Rework", "Document", "Simplify", "Guard")
THINGS = ("rounding", "retries", "paging", "timeouts", "the audit trail", "sign-in", "exports")


@dataclass
class PlannedCommit:
    """One commit of the branch; ``minutes`` before the merge it was pushed."""

    author: str | None  # None: their account is gone
    minutes: float
    co_authors: tuple[str, ...] = ()
    message: str = ""


@dataclass
class PlannedReview:
    """A review of the head of its moment, and when it was dismissed, if it was."""

    by: str | None
    minutes: float
    state: str = "APPROVED"
    dismissed: float | None = None


@dataclass
class PlannedCheck:
    """A check run or status on the head: when it ended and how."""

    name: str
    minutes: float
    conclusion: str | None = "success"


@dataclass
class PlannedPull:
    """A pull request as it will go."""

    author: str | None
    commits: list[PlannedCommit]
    reviews: list[PlannedReview]
    checks: list[PlannedCheck]
    merged_by: str
    title: str
    ticket: int
    labels: tuple[str, ...] = ()
    has_issue: bool = True
    base: str | None = None  # another branch than the default
    method: str | None = None  # another method than the repository's
    bypassed: bool = False  # an administrator merged past the rules
    force_pushed: float | None = None  # the branch's history was rewritten then
    is_merged: bool = True
    is_open: bool = False


@dataclass
class PlannedPush:
    """A change that reaches the default branch without a pull request."""

    by: str
    message: str
    force: bool = False
    back_dated_days: float = 0.0
    bypassed: bool = False


@dataclass
class Plans:
    """A repository's year: pull requests by number, and what is pushed after which number."""

    pulls: dict[int, PlannedPull] = field(default_factory=dict)
    pushes: dict[int, list[PlannedPush]] = field(default_factory=dict)


def ordinary(random: Random, ticket: int) -> PlannedPull:
    """Plan a pull request as it should go: reviewed by somebody else at its last state, then tested."""
    author, reviewer, other = random.sample(DEVELOPERS, 3)
    count = random.choice((1, 1, 2, 2, 3, 4))
    last_push = random.randint(400, 1800)
    commits = [
        PlannedCommit(author, last_push + 180 * (count - 1 - index)) for index in range(count)
    ]
    reviews = [PlannedReview(reviewer, random.randint(20, 200))]
    if random.random() < 0.3:
        reviews.insert(0, PlannedReview(other, random.randint(210, 390), "COMMENTED"))
    if random.random() < 0.15:
        reviews.insert(0, PlannedReview(reviewer, last_push + 30, "CHANGES_REQUESTED"))
    return PlannedPull(
        author=author,
        commits=commits,
        reviews=reviews,
        checks=passing(random, last_push),
        merged_by=random.choice((author, reviewer)),
        title=f"{random.choice(VERBS)} {random.choice(THINGS)}",
        ticket=ticket,
        has_issue=random.random() < 0.7,
        labels=random.choice(((), (), ("enhancement",), ("bug",), ("bug", "customer"))),
    )


def passing(random: Random, pushed: float) -> list[PlannedCheck]:
    """Plan every check to pass soon after the push."""
    names = (*REQUIRED_CHECKS, SCANNER, STATUS)
    checks = [PlannedCheck(name, pushed - random.randint(4, 40)) for name in names]
    if random.random() < 0.08:  # it failed first and was run again
        checks.insert(0, PlannedCheck("integration", pushed - 2, "failure"))
    return checks


def ordinary_year(seed: int, name: str, count: int) -> Plans:
    """Plan ``count`` ordinary merged pull requests, then one that is rejected and one still open."""
    random = Random(f"{seed}/{name}")
    plans = Plans()
    for index in range(1, count + 1):
        plans.pulls[2 * index] = ordinary(random, random.randint(100, 9999))
    rejected, waiting = ordinary(random, 77), ordinary(random, 78)
    rejected.is_merged, rejected.reviews = False, []
    waiting.is_merged, waiting.is_open, waiting.reviews = False, True, []
    plans.pulls[2 * count + 2] = rejected
    plans.pulls[2 * count + 4] = waiting
    return plans
