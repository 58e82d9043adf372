"""Lists every account as of an instant: whose it is, what it may do, when it was used, what to look at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from include.model.access_review import AccessReviewFile
from include.model.dataset import UTC_TIMESTAMP, column
from include.model.frozen import sha256
from include.model.scope import COMPANY_SCOPE_ID, ScopeKind
from include.review.observed import Seen, ask
from include.review.owning import Key, Owner, key_of, named, owner_of, whose
from include.review.reviewers import check_reviewers, reviewer_of

ACCOUNTS = pa.schema(
    [
        column(
            "system",
            pa.string(),
            "`aws`, `identity_center`, `github` or another system.",
            nullable=False,
        ),
        column("scope_id", pa.string(), "Account or organisation there.", nullable=False),
        column("account", pa.string(), "Name of the account.", nullable=False),
        column("reviewer", pa.string(), "Who reviews it, by id in the roster.", nullable=False),
        column("owners", pa.list_(pa.string()), "Its people, or who answers for it, by id."),
        column("owner", pa.string(), "Whose it is, in words.", nullable=False),
        column("is_enabled", pa.bool_(), "Whether somebody can sign in; null: not known."),
        column("is_privileged", pa.bool_(), "Whether it may administer; null: not known."),
        column("rights", pa.string(), "What it may do, in words; null: not known."),
        column("created_at", UTC_TIMESTAMP, "When it was made."),
        column("last_used_at", UTC_TIMESTAMP, "When it was last used."),
        column("last_used", pa.string(), "The same in words: never, or not told.", nullable=False),
        column("change", pa.string(), "What is new since the last review.", nullable=False),
        column("flags", pa.list_(pa.string()), "What a reviewer should look at."),
    ]
)
_QUESTIONS = {
    ScopeKind.AWS_ACCOUNT: "aws",
    ScopeKind.GITHUB_ORG: "github",
    ScopeKind.COMPANY: "company",
}
# Without one of these nobody can tell what Identity Center lets somebody into.
_ASSIGNED = {
    f"aws_identity_center_{each}" for each in ("assignments", "memberships", "permission_sets")
}
_UNKNOWN = {"rights": None, "is_privileged": None}


def accounts_sha256(accounts: pa.Table) -> str:
    """Hash the list of accounts: the names of all, sorted, each with a newline."""
    lines = sorted(map(named, accounts.select(["system", "scope_id", "account"]).to_pylist()))
    return sha256("".join(f"{line}\n" for line in lines).encode())


def list_accounts(
    seen: Iterable[Seen],
    as_of: datetime,
    settings: AccessReviewFile,
    before: Sequence[Mapping[str, Any]] | None,
) -> pa.Table:
    """Return every account with its one reviewer, sorted; ``before`` are those of the last review, if any.

    Raises:
        DefinitionError: a reviewer that the company names does not work here.
        Refused: an account is everybody's who could review it.
    """
    scopes = list(seen)
    company = next(each for each in scopes if each.scope.id == COMPANY_SCOPE_ID)
    people, owners = whose(company, as_of)
    check_reviewers(people, settings.reviewers)
    earlier = None if before is None else {key_of(row): row for row in before}
    rows = []
    for row in shown(scopes, as_of):
        owner = owner_of(row, owners)
        change = _change(row, earlier)
        rows.append(
            {
                **{name: row[name] for name in ACCOUNTS.names if name in row},
                "reviewer": reviewer_of(named(row), owner.people, people, settings.reviewers),
                "owners": list(owner.people),
                "owner": owner.words,
                "last_used": _last_used(row),
                "change": change,
                "flags": list(_flags(row, owner, change, as_of, settings)),
            }
        )
    order = [("system", "ascending"), ("scope_id", "ascending"), ("account", "ascending")]
    return pa.Table.from_pylist(rows, schema=ACCOUNTS).sort_by(order)


def shown(seen: Iterable[Seen], as_of: datetime) -> list[dict[str, Any]]:
    """Return every account as its system shows it."""
    return [
        row
        if row["system"] != "identity_center" or each.tables.keys() >= _ASSIGNED
        else row | _UNKNOWN
        for each in seen
        for row in ask(
            _QUESTIONS[each.scope.kind], each.tables, as_of=as_of, scope_id=each.scope.id
        )
    ]


def unread_instances(seen: Iterable[Seen], as_of: datetime) -> list[str]:
    """Say of each Identity Center that no account that was seen owns: who comes by it is not known."""
    scopes = [each for each in seen if each.scope.kind is ScopeKind.AWS_ACCOUNT]
    told = {
        (row["owner_account_id"], row["instance_arn"])
        for each in scopes
        for row in ask("instances", each.tables, as_of=as_of, scope_id=each.scope.id)
    }
    read = {each.scope.id for each in scopes}
    return [
        f"who comes by Identity Center {instance}: its owner, account {owner or 'not told'}, is not read"
        for owner, instance in sorted(told, key=str)
        if owner not in read
    ]


def _change(row: Mapping[str, Any], earlier: Mapping[Key, Mapping[str, Any]] | None) -> str:
    if earlier is None:
        return "first review"
    before = earlier.get(key_of(row))
    if before is None:
        return "new"
    told = []
    if before["rights"] != row["rights"]:
        told.append(f"rights were: {before['rights'] or 'not known'}")
    if before["is_enabled"] != row["is_enabled"]:
        told.append("could not sign in" if row["is_enabled"] else "could sign in")
    return "; ".join(told) or "none"


def _last_used(row: Mapping[str, Any]) -> str:
    if row["last_used_at"]:
        return f"{row['last_used_at']:%Y-%m-%d}"
    return "never" if row["is_use_told"] else "not told"


def _flags(
    row: Mapping[str, Any],
    owner: Owner,
    change: str,
    as_of: datetime,
    settings: AccessReviewFile,
) -> Iterable[str]:
    if owner.words == "nobody":
        yield "nobody's account"
    yield from owner.left
    if owner.is_shared:
        yield "several people's"
    if row["is_privileged"] is not False:
        yield "may administer" if row["is_privileged"] else "may administer? not known"
    if row["is_enabled"] is False:
        yield "cannot sign in"
        return
    if row["lacks_second_factor"]:
        yield "no second factor"
    since, unused = row["last_used_at"] or row["created_at"], timedelta(days=settings.unused_days)
    if (row["last_used_at"] or row["is_use_told"]) and since and since < as_of - unused:
        yield f"not used for {settings.unused_days} days"
    if change == "new":
        yield "new since the last review"
