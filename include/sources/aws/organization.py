"""What there is to read: the accounts of the AWS organisation, and the Regions that an account enabled.

Held against ``scope.yaml`` so that nothing stays out unnoticed, and what its ``discover`` goes by. Only the
organisation's management account can list accounts: for another one the list is empty, and it is elsewhere.
Where an account stands and its tags are read for each; what can't be read is null, the account stays.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.errors import SourceError
from include.model.record import Reconciliation
from include.model.scope import ScopeKind
from include.sources.aws._client import CONCURRENCY, Aws, required
from include.sources.aws._questions import Answer, Columns, Question, ask
from include.sources.collection import Collection

ACCOUNTS = Dataset(
    name="aws_organization_accounts",
    grain="One row per account that this account can list: all of the organisation's for its management "
    "account, the account itself where there is no organisation, none for a member.",
    key=("account_id",),
    permissions=(
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListRoots",
        "organizations:ListTagsForResource",
    ),
    columns=[
        column("account_id", pa.string(), "The account.", nullable=False),
        column("name", pa.string(), "Its name in the organisation; null without one."),
        column(
            "status",
            pa.string(),
            "`ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED` ...; null unknown.",
        ),
        column("joined_at", UTC_TIMESTAMP, "When it joined the organisation."),
        column("is_management", pa.bool_(), "Whether it manages the organisation.", nullable=False),
        column(
            "ou_path",
            pa.string(),
            "Its units by name, from the root on: `/Workloads/Production`; `/` for the root.",
        ),
        column("tags", pa.map_(pa.string(), pa.string()), "Its tags in the organisation."),
        column(
            "read_errors",
            pa.list_(pa.string()),
            "Calls that failed for this account alone, `Operation: ErrorName`.",
        ),
    ],
)
REGIONS = Dataset(
    name="aws_enabled_regions",
    grain="One row per Region that is enabled in the account.",
    key=("region",),
    permissions=("ec2:DescribeRegions",),
    columns=[
        column("region", pa.string(), "The Region.", nullable=False),
        column("opt_in_status", pa.string(), "`opt-in-not-required` or `opted-in`."),
    ],
)

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(ACCOUNTS, REGIONS),
)
_NO_ORGANIZATION = ("AWSOrganizationsNotInUseException",)


def collect(aws: Aws, into: Collection) -> None:
    """Read the accounts that this account can list, and its enabled Regions."""
    with into.reading(ACCOUNTS):
        rows = _accounts(aws, into)
        into.expect(ACCOUNTS, len(rows))
        into.add(ACCOUNTS, rows)
    with into.reading(REGIONS):
        # Without AllRegions the answer holds the enabled ones alone; it has no pages.
        answer = aws.call("ec2", "DescribeRegions") or {}
        regions = required(answer, "Regions", "DescribeRegions")
        into.expect(REGIONS, len(regions))
        into.add(
            REGIONS,
            [
                {
                    "region": required(each, "RegionName", "DescribeRegions"),
                    "opt_in_status": each.get("OptInStatus"),
                }
                for each in regions
            ],
        )


def _accounts(aws: Aws, into: Collection) -> list[dict[str, Any]]:
    found = aws.call("organizations", "DescribeOrganization", absent=_NO_ORGANIZATION)
    if found is None:
        return [{"account_id": aws.account_id, "status": "ACTIVE", "is_management": False}]
    organization = required(found, "Organization", "DescribeOrganization")
    # AWS keeps the old word in this answer.
    management = required(organization, "MasterAccountId", "DescribeOrganization")
    if management != aws.account_id:
        return []
    rows = [
        {
            "account_id": required(each, "Id", "ListAccounts"),
            "name": each.get("Name"),
            # Status is the older of the two and was to go in September 2026.
            "status": each.get("State", each.get("Status")),
            "joined_at": each.get("JoinedTimestamp"),
            "is_management": each.get("Id") == management,
            "read_errors": [],
        }
        for each in aws.pages("organizations", "ListAccounts", "Accounts")
    ]
    _place(aws, into, rows)
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        list(pool.map(lambda row: _tag(aws, row), rows))
    return rows


def _place(aws: Aws, into: Collection, rows: list[dict[str, Any]]) -> None:
    """Say where each account stands; the walk over the units is a second list of all accounts."""
    try:
        places = dict(_walk(aws))
    except SourceError as error:
        for row in rows:
            row["read_errors"].append(f"ListAccountsForParent: {error.code or error.cause.value}")
        return
    for row in rows:
        row["ou_path"] = places.get(row["account_id"])
    strangers = sorted(places.keys() - {row["account_id"] for row in rows})
    into.reconcile(
        ACCOUNTS,
        Reconciliation(
            against="organizations:ListAccountsForParent, of the root and every unit",
            independent_count=len(places),
            unexplained_items=len(strangers),
        ),
    )


def _walk(aws: Aws) -> Iterator[tuple[str, str]]:
    """Yield every account with its path, from the root down: two questions for each unit."""
    roots = aws.pages("organizations", "ListRoots", "Roots")
    open_units = [(required(root, "Id", "ListRoots"), "/") for root in roots]
    while open_units:
        parent, path = open_units.pop()
        for each in aws.pages(
            "organizations", "ListAccountsForParent", "Accounts", ParentId=parent
        ):
            yield required(each, "Id", "ListAccountsForParent"), path
        operation = "ListOrganizationalUnitsForParent"
        for each in aws.pages("organizations", operation, "OrganizationalUnits", ParentId=parent):
            name = required(each, "Name", operation)
            open_units.append((required(each, "Id", operation), f"{path.rstrip('/')}/{name}"))


def _tag(aws: Aws, row: dict[str, Any]) -> None:
    ask(aws, "organizations", row, _TAGS, None, ResourceId=row["account_id"])


def _tags(answer: Answer) -> Columns:
    listed = required(answer, "Tags", "ListTagsForResource")
    return {"tags": sorted((each["Key"], each["Value"]) for each in listed)}


# An account has at most fifty tags, and they come in one page.
_TAGS = Question("ListTagsForResource", _tags)
