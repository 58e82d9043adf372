"""What the emulator knows beside moto's own backends: the clock, each account's root, credential reports."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.iam.models import AccessKey
from moto.ssoadmin.models import Instance

ROOT = "<root_account>"


@dataclass
class Clock:
    """Runs on from the instant that the company was seeded at."""

    start: datetime
    _began: float = field(default_factory=time.monotonic)
    _moved: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the emulator's own time, UTC and aware."""
        return self.start + self._moved + timedelta(seconds=time.monotonic() - self._began)

    def move(self, to: datetime) -> None:
        """Run on from another instant; what was seeded keeps its date, so that its age changes."""
        self._moved += to - self.now()

    def ago(self, days: float) -> datetime:
        """Return the instant so many days before the start, to the second; naive UTC, as moto keeps time."""
        instant = self.start - timedelta(days=days)
        return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None)


@dataclass
class Root:
    """An account's root, which moto does not have; ``mfa`` is `virtual`, `hardware`, `passkey` or None."""

    created: datetime
    mfa: str | None = None
    mfa_enabled: datetime | None = None
    has_password: bool = False
    password_last_used: datetime | None = None
    keys: list[AccessKey] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """One credential report: a snapshot, true of ``generated`` and of no later moment."""

    content: str
    generated: datetime


@dataclass
class Account:
    """One account's state beside moto's; ``report_is_due`` while a report is being made."""

    root: Root
    report: Report | None = None
    report_is_due: bool = False


@dataclass(frozen=True)
class IdentityCenter:
    """An instance, and what moto does not keep: boundaries by permission set, facts of users by their ids."""

    instance: Instance
    boundaries: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class World:
    """Everything that the mends and the repairs share.

    ``opted_in`` names the Regions that an account enabled beside those that are on for everybody.
    ``identity_center`` holds the organisation's instance, by its Region.
    ``analyzers`` are Access Analyzer's by account and Region, ``access_findings`` by analyzer.
    ``collectors`` holds each account's role (None: the hub's user) and ``asked`` the calls by account and
    IAM action, both only where authorisation is switched on.
    """

    clock: Clock
    report_lifetime: timedelta = timedelta()
    accounts: dict[str, Account] = field(default_factory=dict)
    opted_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    identity_center: dict[str, IdentityCenter] = field(default_factory=dict)
    analyzers: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    access_findings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    collectors: dict[str, str | None] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def account(self, account_id: str) -> Account:
        """Find an account; one that nobody seeded has a bare root, as a new AWS account does."""
        bare = Account(Root(created=self.clock.ago(0)))
        return self.accounts.setdefault(account_id, bare)
