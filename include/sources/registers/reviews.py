"""Registers of what was decided about access: grants, quarterly reviews, uses of the emergency path.

Files that people review, or exports of the system in which they decide. They are state: the file as it
stands when it is read.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._entries import (
    Entry,
    Instant,
    Text,
    dataset,
    maybe,
    said,
)

SystemScope = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+:[^/:\s]+$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class AccessGrant(Entry):
    """One row per access that was asked for and approved."""

    register = "access_grants"
    key = ("system", "scope_id", "account", "rights", "approved_at")

    system: Text = said("`aws`, `github` or another system's name.")
    scope_id: Text = said("Account or organisation there.")
    account: Text = said("Name of the account that gets it.")
    rights: Text = said("What it is given: `member`, a team, a group, a policy.")
    person: Text = said("Id of the person in the roster.")
    approved_by: Text = said("Who approved it, by id in the roster; never the person.")
    approved_at: Instant = said("When it was approved.")
    ticket: Text = said("Where it was asked for.")

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        self.unlike("approved_by", "person")
        return self


class AccessReview(Entry):
    """One row per review of who has access, as of one day."""

    register = "access_reviews"
    key = ("review",)

    review: Text = said("Name of the review, as `2026-Q3`.")
    systems: tuple[SystemScope, ...] = said("What was reviewed, `system:scope`.")
    as_of_date: date = said("Day (UTC) whose accounts were reviewed.")
    reviewer: Text = said("Who signed it, by id in the roster.")
    reviewer_role: Text = said("In which role.")
    signed_at: Instant | None = maybe("When it was signed; empty until then.")
    accounts_sha256: Sha256 | None = maybe("Hash of the list of accounts that was reviewed.")


class ReviewDecision(Entry):
    """One row per account and review: what was decided, by whom, why."""

    register = "access_review_decisions"
    key = ("review", "system", "scope_id", "account")

    review: Text = said("Name of the review.")
    system: Text = said("`aws`, `github` or another system's name.")
    scope_id: Text = said("Account or organisation there.")
    account: Text = said("Name of the account.")
    is_privileged: bool | None = maybe("Whether it may administer the system; empty: not known.")
    decision: Literal["keep", "change", "revoke"] | None = maybe("Empty until decided.")
    reason: Text | None = maybe("Why.")
    decided_by: Text | None = maybe("Who decided, by id in the roster.")
    decided_at: Instant | None = maybe("When.")

    @model_validator(mode="after")
    def _a_decision_is_somebodys(self) -> Self:
        self.together("decision", "decided_by", "decided_at")
        return self


class BreakGlassUse(Entry):
    """One row per use of the emergency path: for what, by whose leave, and who looked at it afterwards."""

    register = "break_glass_uses"
    key = ("system", "scope_id", "principal", "used_from")

    system: Text = said("`aws`, `github` or another system's name.")
    scope_id: Text = said("Account or organisation there.")
    principal: Text = said("Emergency user or role; `root` for root.")
    used_by: Text = said("Who used it, by id in the roster.")
    used_from: Instant = said("From when the use was allowed.")
    used_until: Instant = said("Until when.")
    ticket: Text = said("What it was for.")
    approved_by: Text = said("Who allowed it; never who used it.")
    approved_at: Instant = said("When.")
    reviewed_by: Text | None = maybe("Who looked at what was done; never who used it.")
    reviewed_on: date | None = maybe("On which day; empty until then.")

    @model_validator(mode="after")
    def _somebody_else_allows_and_looks(self) -> Self:
        self.unlike("approved_by", "used_by")
        self.unlike("reviewed_by", "used_by")
        self.together("reviewed_by", "reviewed_on")
        if self.used_until <= self.used_from:
            raise ValueError(f"{self.principal}: used_until is not after used_from")
        return self


REGISTERS = (AccessGrant, AccessReview, ReviewDecision, BreakGlassUse)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=tuple(dataset(each) for each in REGISTERS),
)


def collect(registers: Registers, _into: Collection) -> None:
    """Read the registers, each for itself."""
    registers.collect(*REGISTERS)
