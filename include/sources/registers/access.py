"""Registers of who may do what: service accounts, break-glass principals, administrators.

Plain YAML files that people review. They are state: the file as it stands when it is read.
"""

import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.scope import ScopeKind

_PRINCIPAL = (
    column("system", pa.string(), "`aws` or another system's name.", nullable=False),
    column(
        "scope_id",
        pa.string(),
        "Account or organisation that the principal lives in.",
        nullable=False,
    ),
    column("principal", pa.string(), "User, role or account name there.", nullable=False),
    column("owner", pa.string(), "Who answers for it.", nullable=False),
    column("reason", pa.string(), "Why it exists.", nullable=False),
    column("approved_by", pa.string(), "Who approved it; never its owner.", nullable=False),
    column("approved_at", pa.date32(), "When it was approved.", nullable=False),
)
_KEY = ("system", "scope_id", "principal")

SERVICE_ACCOUNTS = Dataset(
    name="register_service_accounts",
    grain="One row per account that is used by a machine.",
    key=_KEY,
    columns=[*_PRINCIPAL, column("reviewed_at", pa.date32(), "When it was last reviewed.")],
)
BREAK_GLASS = Dataset(
    name="register_break_glass_principals",
    grain="One row per principal kept for emergencies.",
    key=_KEY,
    columns=list(_PRINCIPAL),
)
ADMINISTRATORS = Dataset(
    name="register_administrators",
    grain="One row per principal that may hold administrative rights.",
    key=_KEY,
    columns=list(_PRINCIPAL),
)

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=(SERVICE_ACCOUNTS, BREAK_GLASS, ADMINISTRATORS),
)
