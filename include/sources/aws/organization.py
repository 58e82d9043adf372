"""What there is to read: the accounts of the AWS organisation, and the Regions that an account enabled.

Held against ``scope.yaml`` so that nothing stays out unnoticed. Only the organisation's management account
(or a delegated administrator) can list accounts: for another one the list is empty, and it is elsewhere.
"""

from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.aws._client import Aws, required
from include.sources.collection import Collection

ACCOUNTS = Dataset(
    name="aws_organization_accounts",
    grain="One row per account that this account can list: all of the organisation's for its management "
    "account, the account itself where there is no organisation, none for a member.",
    key=("account_id",),
    permissions=("organizations:DescribeOrganization", "organizations:ListAccounts"),
    columns=[
        column("account_id", pa.string(), "The account.", nullable=False),
        column("name", pa.string(), "Its name in the organisation; null without one."),
        column(
            "status", pa.string(), "`ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` ...; null unknown."
        ),
        column("joined_at", UTC_TIMESTAMP, "When it joined the organisation."),
        column("is_management", pa.bool_(), "Whether it manages the organisation.", nullable=False),
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
        rows = _accounts(aws)
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


def _accounts(aws: Aws) -> list[dict[str, Any]]:
    found = aws.call("organizations", "DescribeOrganization", absent=_NO_ORGANIZATION)
    if found is None:
        return [{"account_id": aws.account_id, "status": "ACTIVE", "is_management": False}]
    organization = required(found, "Organization", "DescribeOrganization")
    # AWS keeps the old word in this answer.
    management = required(organization, "MasterAccountId", "DescribeOrganization")
    if management != aws.account_id:
        return []
    return [
        {
            "account_id": required(each, "Id", "ListAccounts"),
            "name": each.get("Name"),
            "status": each.get("Status"),
            "joined_at": each.get("JoinedTimestamp"),
            "is_management": each.get("Id") == management,
        }
        for each in aws.pages("organizations", "ListAccounts", "Accounts")
    ]
