"""IAM Access Analyzer: where what others can reach is watched, and what was found and nobody settled.

Every enabled Region is asked: an analyzer sees its own alone. One of the organisation is told to the account
that owns it and to no other. Findings are asked of active analyzers of external access; those of unused and
of internal access are listed, and their findings are not read.
"""

from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.aws._client import Aws, required
from include.sources.aws._regions import enabled_regions, rows_of
from include.sources.collection import Collection

ANALYZERS = Dataset(
    name="aws_access_analyzers",
    grain="One row per analyzer of an enabled Region; none where nobody made one.",
    key=("arn",),
    permissions=("ec2:DescribeRegions", "access-analyzer:ListAnalyzers"),
    columns=[
        column("arn", pa.string(), "The analyzer.", nullable=False),
        column("region", pa.string(), "Region that it watches.", nullable=False),
        column("name", pa.string(), "Name."),
        column(
            "type",
            pa.string(),
            "`ACCOUNT` or `ORGANIZATION` for external access; `..._UNUSED_ACCESS`, `..._INTERNAL_ACCESS`.",
        ),
        column("status", pa.string(), "`ACTIVE`, `CREATING`, `DISABLED` or `FAILED`."),
        column("created_at", UTC_TIMESTAMP, "When it was made."),
        column("analyzed_at", UTC_TIMESTAMP, "When it looked at a resource last; null for never."),
    ],
)
FINDINGS = Dataset(
    name="aws_access_findings",
    grain="One row per active finding of an active analyzer of external access: somebody outside can reach "
    "the resource, and nobody archived the finding or closed the way.",
    key=("analyzer_arn", "finding_id"),
    permissions=(*ANALYZERS.permissions, "access-analyzer:ListFindings"),
    columns=[
        column("analyzer_arn", pa.string(), "Analyzer that found it.", nullable=False),
        column("finding_id", pa.string(), "The finding.", nullable=False),
        column("region", pa.string(), "Region of the analyzer.", nullable=False),
        column("finding_type", pa.string(), "`ExternalAccess`."),
        column("status", pa.string(), "`ACTIVE`, as it was asked for."),
        column("resource", pa.string(), "ARN of what can be reached."),
        column("resource_type", pa.string(), "Such as `AWS::S3::Bucket`."),
        column("resource_owner_account", pa.string(), "Account that owns the resource."),
        column("created_at", UTC_TIMESTAMP, "When it was found first."),
        column("updated_at", UTC_TIMESTAMP, "When the finding changed last."),
        column(
            "error", pa.string(), "What kept the resource from being analysed; null for nothing."
        ),
    ],
)

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(ANALYZERS, FINDINGS),
)
_EXTERNAL = frozenset({None, "ACCOUNT", "ORGANIZATION"})
_ACTIVE = frozenset({None, "ACTIVE"})


def collect(aws: Aws, into: Collection) -> None:
    """Read the analyzers of every enabled Region, and what those of external access found."""
    analyzers: list[dict[str, Any]] = []
    with into.reading(*SOURCE.datasets):
        analyzers = rows_of(enabled_regions(aws), lambda region: _analyzers(aws, region))
        into.expect(ANALYZERS, len(analyzers))
        into.add(ANALYZERS, analyzers)
    with into.reading(FINDINGS):
        if into.readings[ANALYZERS.name].error is None:
            # One whose type or status is not told may be of external access and active: it is asked.
            asked = [e for e in analyzers if e["type"] in _EXTERNAL and e["status"] in _ACTIVE]
            findings = rows_of(asked, lambda analyzer: _findings(aws, analyzer))
            into.expect(FINDINGS, len(findings))
            into.add(FINDINGS, findings)


def _analyzers(aws: Aws, region: str) -> list[dict[str, Any]]:
    return [
        {
            "arn": required(each, "arn", "ListAnalyzers"),
            "region": region,
            "name": each.get("name"),
            "type": each.get("type"),
            "status": each.get("status"),
            "created_at": each.get("createdAt"),
            "analyzed_at": each.get("lastResourceAnalyzedAt"),
        }
        for each in aws.pages("accessanalyzer", "ListAnalyzers", "analyzers", region=region)
    ]


def _findings(aws: Aws, analyzer: dict[str, Any]) -> list[dict[str, Any]]:
    listed = aws.pages(
        "accessanalyzer",
        "ListFindingsV2",
        "findings",
        region=analyzer["region"],
        analyzerArn=analyzer["arn"],
        filter={"status": {"eq": ["ACTIVE"]}},
    )
    return [
        {
            "analyzer_arn": analyzer["arn"],
            "finding_id": required(each, "id", "ListFindingsV2"),
            "region": analyzer["region"],
            "finding_type": each.get("findingType"),
            "status": each.get("status"),
            "resource": each.get("resource"),
            "resource_type": each.get("resourceType"),
            "resource_owner_account": each.get("resourceOwnerAccount"),
            "created_at": each.get("createdAt"),
            "updated_at": each.get("updatedAt"),
            "error": each.get("error"),
        }
        for each in listed
    ]
