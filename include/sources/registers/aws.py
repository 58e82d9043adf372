"""Registers of what is approved on AWS: the accounts of others that may come into ours.

Files that people review. They are state: the file as it stands when it is read.
"""

from datetime import date
from typing import Self

from pydantic import model_validator

from include.model.account import AccountId
from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._entries import Entry, Reason, Text, dataset, said


class ExternalAccount(Entry):
    """One row per account of somebody else that roles may trust."""

    register = "external_accounts"
    key = ("account_id",)

    account_id: AccountId = said("The account.")
    name: Text = said("Whose it is.")
    is_third_party: bool = said(
        "Whether its owner serves others, too, and must send an external id."
    )
    owner: Text = said("Who of us answers for it.")
    reason: Reason = said("Why it is trusted.")
    approved_by: Text = said("Who approved it; never its owner.")
    approved_at: date = said("When it was approved.")

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        self.unlike("approved_by", "owner")
        return self


REGISTERS = (ExternalAccount,)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=tuple(dataset(each) for each in REGISTERS),
)


def collect(registers: Registers, _into: Collection) -> None:
    """Read the registers, each for itself."""
    registers.collect(*REGISTERS)
