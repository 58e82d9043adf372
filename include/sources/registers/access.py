"""Registers of who may do what: service accounts, break-glass principals, administrators.

Files that people review. They are state: the file as it stands when it is read.
"""

from datetime import date
from typing import Self

from pydantic import model_validator

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._entries import Entry, Reason, Text, dataset, maybe, said


class Principal(Entry):
    """Who it is, who answers for it, why it exists, and who approved that."""

    key = ("system", "scope_id", "principal")

    system: Text = said("`aws` or another system's name.")
    scope_id: Text = said("Account or organisation that the principal lives in.")
    principal: Text = said("User, role or account name there.")
    owner: Text = said("Who answers for it.")
    reason: Reason = said("Why it exists.")
    approved_by: Text = said("Who approved it; never its owner.")
    approved_at: date = said("When it was approved.")

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        self.unlike("approved_by", "owner")
        return self


class ServiceAccount(Principal):
    """One row per account that is used by a machine."""

    register = "service_accounts"

    reviewed_at: date | None = maybe("When it was last reviewed.")


class BreakGlassPrincipal(Principal):
    """One row per principal kept for emergencies."""

    register = "break_glass_principals"


class Administrator(Principal):
    """One row per principal that may hold administrative rights."""

    register = "administrators"


REGISTERS = (ServiceAccount, BreakGlassPrincipal, Administrator)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=tuple(dataset(each) for each in REGISTERS),
)


def collect(registers: Registers, _into: Collection) -> None:
    """Read the registers, each for itself."""
    registers.collect(*REGISTERS)
