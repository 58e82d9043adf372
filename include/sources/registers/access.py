"""Registers of who may do what: service accounts, break-glass principals, administrators.

Plain YAML files that people review. They are state: the file as it stands when it is read.
"""

from datetime import date
from typing import Annotated, Any, Generic, Self, TypeVar

import pyarrow as pa
from pydantic import Field, StringConstraints, model_validator

from include.model.dataset import Dataset, Nature, Source, column
from include.model.frozen import Frozen
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers

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

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Principal(Frozen):
    """One entry: who it is, who answers for it, why it exists, and who approved that."""

    system: _Text
    scope_id: _Text
    principal: _Text
    owner: _Text
    reason: Annotated[_Text, Field(min_length=10)]
    approved_by: _Text
    approved_at: date

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        if self.approved_by.casefold() == self.owner.casefold():
            msg = f"{self.principal}: approved_by must be somebody else than its owner"
            raise ValueError(msg)
        return self


class ServiceAccount(Principal):
    """A principal that a machine uses, and when somebody last looked whether it still does."""

    reviewed_at: date | None = None


Entry = TypeVar("Entry", bound=Principal)


class Register(Frozen, Generic[Entry]):
    """One register: its entries, none of whose principals stands in it twice."""

    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        seen: dict[tuple[str, ...], int] = {}
        for number, entry in enumerate(self.entries, start=1):
            key = (entry.system, entry.scope_id, entry.principal)
            if key in seen:
                msg = f"entries {seen[key]} and {number} are both {'/'.join(key)}; keep one"
                raise ValueError(msg)
            seen[key] = number
        return self


_FILES: tuple[tuple[Dataset, str, type[Register[Any]]], ...] = (
    (SERVICE_ACCOUNTS, "service_accounts.yaml", Register[ServiceAccount]),
    (BREAK_GLASS, "break_glass_principals.yaml", Register[Principal]),
    (ADMINISTRATORS, "administrators.yaml", Register[Principal]),
)


def collect(registers: Registers, into: Collection) -> None:
    """Read the three registers, each for itself."""
    for dataset, name, model in _FILES:
        with into.reading(dataset):
            entries: tuple[Principal, ...] = registers.read(name, model).entries
            into.expect(dataset, len(entries))
            into.add(dataset, [entry.model_dump() for entry in entries])
