"""Holds what came of IAM against a second count, and names what explains the difference."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from include.model.record import Reconciliation
from include.sources.aws._client import Aws, required
from include.sources.aws._credential_report import ROOT

Row = Mapping[str, Any]


def users_reconciled(
    aws: Aws, users: Sequence[Row], said: int, generated_at: datetime
) -> Reconciliation:
    """Hold the report's rows against the account summary's count.

    A report may be four hours old. Only where the counts differ are the users listed, and those made or
    gone since ``generated_at`` explain the difference by name. Raises ``SourceError`` when they can't be
    listed.
    """
    against, independent = "iam:GetAccountSummary Users, and root", said + 1  # root is no user
    if len(users) == independent:
        return Reconciliation(against=against, independent_count=independent, unexplained_items=0)
    listed: dict[str, datetime | None] = {
        required(user, "UserName", "ListUsers"): user.get("CreateDate")
        for user in aws.pages("iam", "ListUsers", "Users")
    }
    reported = {row["user"] for row in users if not row["is_root"]}
    strangers = sorted(listed.keys() - reported)
    created = [name for name in strangers if (made := listed[name]) and made >= generated_at]
    deleted = sorted(reported - listed.keys())
    after = len(users) + len(created) - len(deleted)
    return Reconciliation(
        against=against,
        independent_count=independent,
        explained=(
            *(f"created after the report: {name}" for name in created),
            *(f"deleted since the report: {name}" for name in deleted),
        ),
        # The list itself must hold as many as the summary said: a page of it may be lost, too.
        unexplained_items=max(
            len(strangers) - len(created) + abs(len(listed) - said), abs(after - independent)
        ),
    )


def devices_reconciled(users: Iterable[Row], devices: Iterable[Row]) -> Reconciliation:
    """Hold who has a device listed against who is ``mfa_active`` in the credential report, by name.

    A count of devices has no counterpart: whoever has a virtual device is not asked for more of them, and
    root's hardware device or passkey is in no list. A user on whom report and lists disagree is named and
    never fails the collection: the list is complete without the report, since every user was in it or
    was asked, and the disagreement itself is what the control test ``mfa_sources_agree`` judges. Failing
    here would take that evidence away and turn its deviation into an unknown.
    """
    active = {row["arn"]: row["user"] for row in users if row["mfa_active"]}
    holders = {row["user_arn"]: row["user"] for row in devices}
    without = sorted(str(active[arn]) for arn in active.keys() - holders.keys())
    unreported = sorted(str(holders[arn]) for arn in holders.keys() - active.keys())
    return Reconciliation(
        against="users and root that are mfa_active in the credential report",
        independent_count=len(active),
        explained=(
            *(f"mfa_active without a listed device: {_root_said(name)}" for name in without),
            *(f"a listed device without mfa_active: {name}" for name in unreported),
        ),
        unexplained_items=0,
    )


def _root_said(name: str) -> str:
    return f"{name} (only its virtual device is ever listed)" if name == ROOT else name
