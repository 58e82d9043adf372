"""The organisation as it stands now: members, teams, grants, Apps, switches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.demo.emulated_github.people import (
    DEVELOPERS,
    INSTALLED,
    OUTSIDERS,
    OWNERS,
    PEOPLE,
    READERS,
    SECOND_ACCOUNTS,
    WITH_INSECURE_2FA,
    WITHOUT_2FA,
    Account,
    App,
)
from tests.demo.emulated_github.repository_model import Ruleset

TEAM, ENTERPRISE, FREE = "team", "enterprise", "free"
MAINTAINERS = 9101


@dataclass
class Team:
    """A team; ``repositories`` maps a repository's name to the team's role there."""

    id: int
    slug: str
    name: str
    members: tuple[str, ...]
    repositories: dict[str, str]


@dataclass(eq=False)
class Organisation:
    """One organisation and what its owners may ask about it."""

    account: Account
    plan: str
    created_at: datetime
    members: dict[str, Account]
    owners: tuple[str, ...]
    outsiders: dict[str, Account]
    without_2fa: set[str]
    with_insecure_2fa: set[str]
    default_permission: str
    teams: list[Team]
    apps: tuple[App, ...]
    two_factor_required: bool | None = False
    workflow: dict[str, Any] = field(
        default_factory=lambda: {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": False,
        }
    )
    rulesets: list[Ruleset] = field(default_factory=list)
    tokens: list[dict[str, Any]] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)

    @property
    def login(self) -> str:
        """Return its login."""
        return self.account.login


def quillhaven(plan: str, repositories: list[str], now: datetime) -> Organisation:
    """Found the company's organisation: 2FA is not enforced, so that somebody can be without it."""
    account = Account(4001, "quillhaven", "Organization", "Quillhaven", "it@quillhaven.example")
    write = dict.fromkeys(repositories, "push")
    teams = [
        Team(MAINTAINERS, "maintainers", "Maintainers", DEVELOPERS, write),
        Team(9103, "support", "Support", READERS, dict.fromkeys(repositories, "pull")),
    ]
    granted = (now - timedelta(days=120)).replace(microsecond=0)
    token = {
        "id": 25381,
        "token_id": 98716,
        "token_name": "nightly export",
        "owner": PEOPLE["hugo-lindgren"],
        "repository_selection": "all",
        "permissions": {"organization": {"members": "read"}, "repository": {"metadata": "read"}},
        "access_granted_at": granted,
        "token_expired": False,
        "token_expires_at": None,
        "token_last_used_at": (now - timedelta(days=1)).replace(microsecond=0),
    }
    return Organisation(
        account=account,
        plan=plan,
        created_at=(now - timedelta(days=1500)).replace(microsecond=0),
        members=PEOPLE | SECOND_ACCOUNTS,
        owners=OWNERS,
        outsiders=dict(OUTSIDERS),
        without_2fa=set(WITHOUT_2FA),
        with_insecure_2fa=set(WITH_INSECURE_2FA),
        default_permission="read",
        teams=teams,
        apps=INSTALLED,
        tokens=[token],
    )


def labs(now: datetime) -> Organisation:
    """Found a second organisation on the free plan, where private branches cannot be protected."""
    account = Account(4002, "quillhaven-labs", "Organization", "Quillhaven Labs", "")
    owners = ("imani-achterberg",)
    return Organisation(
        account=account,
        plan=FREE,
        created_at=(now - timedelta(days=500)).replace(microsecond=0),
        members={each: PEOPLE[each] for each in (*owners, "hugo-lindgren")},
        owners=owners,
        outsiders={},
        without_2fa=set(),
        with_insecure_2fa=set(),
        default_permission="read",
        teams=[],
        apps=(),
        two_factor_required=True,
    )
