"""Holds what came of the authorisation details against the account summary and the list of roles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from include.model.record import Reconciliation
from include.sources.aws._client import Aws, required

COUNTED = ("Users", "Groups", "Policies")


def counts(aws: Aws) -> dict[str, int]:
    """Return how many users, groups and own policies the account says it has."""
    answer = aws.call("iam", "GetAccountSummary")
    summary = required(answer, "SummaryMap", "GetAccountSummary")
    return {name: required(summary, name, "GetAccountSummary") for name in COUNTED}


def counted(name: str, before: int, came: int, after: int) -> Reconciliation:
    """Hold a count of what came against the summary's, asked before and after: between them is explained."""
    distance = max(min(before, after) - came, came - max(before, after), 0)
    changed = f"{name} made or deleted meanwhile: {before} before, {after} after"
    return Reconciliation(
        against=f"iam:GetAccountSummary {name}",
        independent_count=after,
        explained=() if before == after else (changed,),
        unexplained_items=distance,
    )


def roles_reconciled(
    read: set[str], listed: Mapping[str, Mapping[str, Any]], first_asked: datetime
) -> Reconciliation:
    """Name the roles that were made or deleted between the details and the list of roles."""
    strangers = sorted(listed.keys() - read)
    created = [
        arn for arn in strangers if (made := listed[arn].get("CreateDate")) and made >= first_asked
    ]
    return Reconciliation(
        against="iam:ListRoles",
        independent_count=len(listed),
        explained=(
            *(f"created since the details: {arn}" for arn in created),
            *(f"deleted since the details: {arn}" for arn in sorted(read - listed.keys())),
        ),
        unexplained_items=len(strangers) - len(created),
    )


def together(parts: Sequence[Reconciliation]) -> Reconciliation:
    """Make one of several: what users, groups and roles hold is whole only where all of them came."""
    return Reconciliation(
        against="; ".join(each.against for each in parts),
        independent_count=sum(each.independent_count for each in parts),
        explained=tuple(text for each in parts for text in each.explained),
        unexplained_items=sum(each.unexplained_items for each in parts),
    )
