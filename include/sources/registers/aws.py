"""Registers of what is approved on AWS: the accounts of others that may come into ours.

Plain YAML files that people review. They are state: the file as it stands when it is read.
"""

from datetime import date
from typing import Annotated, Self

import pyarrow as pa
from pydantic import Field, StringConstraints, model_validator

from include.model.dataset import Dataset, Nature, Source, column
from include.model.frozen import Frozen
from include.model.scope import AccountId, ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers

EXTERNAL_ACCOUNTS = Dataset(
    name="register_external_accounts",
    grain="One row per account of somebody else that roles may trust.",
    key=("account_id",),
    columns=[
        column("account_id", pa.string(), "The account.", nullable=False),
        column("name", pa.string(), "Whose it is.", nullable=False),
        column(
            "is_third_party",
            pa.bool_(),
            "Whether its owner serves others, too, and must send an external id.",
            nullable=False,
        ),
        column("owner", pa.string(), "Who of us answers for it.", nullable=False),
        column("reason", pa.string(), "Why it is trusted.", nullable=False),
        column("approved_by", pa.string(), "Who approved it; never its owner.", nullable=False),
        column("approved_at", pa.date32(), "When it was approved.", nullable=False),
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=(EXTERNAL_ACCOUNTS,),
)
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ExternalAccount(Frozen):
    """One account, who answers for it, and who approved that it is trusted."""

    account_id: AccountId
    name: _Text
    is_third_party: bool
    owner: _Text
    reason: Annotated[_Text, Field(min_length=10)]
    approved_by: _Text
    approved_at: date

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        if self.approved_by.casefold() == self.owner.casefold():
            msg = f"{self.account_id}: approved_by must be somebody else than its owner"
            raise ValueError(msg)
        return self


class ExternalAccounts(Frozen):
    """The register, in which no account stands twice."""

    entries: tuple[ExternalAccount, ...]

    @model_validator(mode="after")
    def _accounts_are_unique(self) -> Self:
        ids = [entry.account_id for entry in self.entries]
        again = next((each for each in ids if ids.count(each) > 1), None)
        if again:
            msg = f"{again} stands in it twice; keep one entry"
            raise ValueError(msg)
        return self


def collect(registers: Registers, into: Collection) -> None:
    """Read the register."""
    with into.reading(EXTERNAL_ACCOUNTS):
        entries = registers.read("external_accounts.yaml", ExternalAccounts).entries
        into.expect(EXTERNAL_ACCOUNTS, len(entries))
        into.add(EXTERNAL_ACCOUNTS, [entry.model_dump() for entry in entries])
