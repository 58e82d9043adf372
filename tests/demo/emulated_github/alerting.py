"""Alerts of dependencies, code and secrets: mostly closed in time, some past their limit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.demo.emulated_github.people import person
from tests.demo.emulated_github.repository_model import Repository

# (days ago, severity, state, days until closed, why dismissed)
Closed = tuple[float, str, str, float | None, str | None]
DEPENDABOT: dict[str, tuple[Closed, ...]] = {
    "web-console": (
        (200, "critical", "fixed", 6, None),
        (90, "high", "fixed", 45, None),  # past its limit of 30 days
        (40, "medium", "open", None, None),
        (60, "critical", "open", None, None),  # past its limit of 15 days, and still open
    ),
    "ledger": (
        (150, "high", "fixed", 12, None),
        (30, "high", "dismissed", 5, "not_used"),
        (3, "critical", "open", None, None),
    ),
    "gateway": ((80, "low", "auto_dismissed", 1, None), (25, "high", "fixed", 3, None)),
}
CODE: dict[str, tuple[Closed, ...]] = {
    "identity": (
        (120, "high", "fixed", 10, None),
        (70, "high", "open", None, None),  # past its limit
        (50, "medium", "dismissed", 8, "false positive"),
    ),
    "ledger": ((20, "critical", "fixed", 4, None),),
}
SECRETS: dict[str, tuple[Closed, ...]] = {
    "data-pipeline": (
        (100, "critical", "resolved", 0.2, "revoked"),
        (30, "critical", "resolved", 9, "revoked"),  # past its limit of a day
    ),
    "billing-worker": ((5, "critical", "open", None, None),),  # past it, and still open
}
PACKAGES = {"web-console": "lodash", "ledger": "urllib3", "gateway": "golang.org/x/net"}


def raise_alerts(repository: Repository, now: datetime) -> None:
    """Give the repository its alerts."""
    name = repository.name
    for kind, table in (("dependabot", DEPENDABOT), ("code", CODE), ("secret", SECRETS)):
        rows = table.get(name, ())
        repository.alerts[kind] = [_alert(n, row, now) for n, row in enumerate(rows, start=1)]
    for alert in repository.alerts["dependabot"]:
        alert["package"] = PACKAGES[name]


def _alert(number: int, row: Closed, now: datetime) -> dict[str, Any]:
    days, severity, state, closed_after, reason = row
    created = (now - timedelta(days=days)).replace(microsecond=0)
    closed = None if closed_after is None else created + timedelta(days=closed_after)
    by_hand = state in ("dismissed", "resolved")
    return {
        "number": number,
        "severity": severity,
        "state": state,
        "created_at": created,
        "closed_at": closed,
        "updated_at": closed or created,
        "by": person("ruth-okafor") if by_hand else None,
        "reason": reason,
    }
