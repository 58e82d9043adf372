"""What the company says is in scope, and what is not, with reason and approver: ``scope.yaml`` as rows."""

from collections.abc import Iterator

import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.scope import ScopeFile, ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers

SCOPE = Dataset(
    name="register_scope",
    grain="One row per account, and per Region of an account in scope, that scope.yaml lists or discovers.",
    key=("kind", "account_id", "name"),
    columns=[
        column("kind", pa.string(), "`aws_account` or `aws_region`.", nullable=False),
        column("account_id", pa.string(), "The account.", nullable=False),
        column("name", pa.string(), "The Region; of an account its id.", nullable=False),
        column(
            "environment", pa.string(), "The account's, such as `production`; null where not read."
        ),
        column("is_in_scope", pa.bool_(), "Whether it is read.", nullable=False),
        column("reason", pa.string(), "Why it is not read; null where it is."),
        column("approved_by", pa.string(), "Who approved that; null where it is read."),
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=(SCOPE,),
)


def collect(registers: Registers, into: Collection) -> None:
    """Read ``scope.yaml``, which lies beside the folder of registers, with what its ``discover`` finds."""
    with into.reading(SCOPE):
        declared = registers.read("../scope.yaml", ScopeFile)
        rows = [*_rows(declared), *_rows(registers.discovered(declared))]
        into.expect(SCOPE, len(rows))
        into.add(SCOPE, rows)


def _rows(scope: ScopeFile) -> Iterator[dict[str, str | bool | None]]:
    for account in scope.aws_accounts:
        row = _row("aws_account", account.id, account.id)
        yield row | {"environment": account.environment}
        for region in account.regions:
            yield _row("aws_region", account.id, region)
        for outside in account.regions_out_of_scope:
            for region in outside.regions:
                yield _row("aws_region", account.id, region, outside.reason, outside.approved_by)
    for other in scope.out_of_scope:
        if other.kind is ScopeKind.AWS_ACCOUNT:
            yield _row("aws_account", other.id, other.id, other.reason, other.approved_by)


def _row(
    kind: str, account_id: str, name: str, reason: str | None = None, approved_by: str | None = None
) -> dict[str, str | bool | None]:
    return {
        "kind": kind,
        "account_id": account_id,
        "name": name,
        "environment": None,
        "is_in_scope": reason is None,
        "reason": reason,
        "approved_by": approved_by,
    }
