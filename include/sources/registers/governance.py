"""Registers of management: incidents and what was learnt, vendors, risks, policies, exercises.

Files that people review, or exports of the system in which they work. They are state: the file as it stands
when it is read.
"""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

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

Severity = Literal["critical", "high", "medium", "low"]


class Incident(Entry):
    """One row per incident."""

    register = "incidents"
    key = ("incident",)

    incident: Text = said("Number of the incident.")
    title: Text = said("What happened, in words.")
    severity: Severity = said("`critical`, `high`, `medium` or `low`.")
    status: Literal["open", "contained", "closed"] = said("`open`, `contained` or `closed`.")
    owner: Text = said("Who leads it, by id in the roster.")
    detected_at: Instant = said("When it was noticed.")
    acknowledged_at: Instant | None = maybe("When somebody took it up; empty until then.")
    closed_at: Instant | None = maybe("When it was over; empty until then.")
    resolution: Text | None = maybe("What ended it; empty until then.")

    @model_validator(mode="after")
    def _closes_when_it_is_over(self) -> Self:
        if (self.status == "closed") != (self.closed_at is not None):
            raise ValueError(f"{self.incident}: status closed and closed_at belong together")
        self.together("closed_at", "resolution")
        for name in ("acknowledged_at", "closed_at"):
            instant = getattr(self, name)
            if instant is not None and instant < self.detected_at:
                raise ValueError(f"{self.incident}: {name} is before detected_at")
        return self


class PostIncidentReview(Entry):
    """One row per review that followed an incident."""

    register = "post_incident_reviews"
    key = ("incident",)

    incident: Text = said("Number of the incident.")
    reviewed_on: date = said("When it was reviewed.")
    led_by: Text = said("Who led the review, by id in the roster.")
    root_cause: Text = said("Why it happened.")
    actions: int = said("Actions that were agreed on.", ge=0)
    open_actions: int = said("Those that are not done.", ge=0)
    actions_due_on: date | None = maybe("When the last of them is due.")


class Vendor(Entry):
    """One row per vendor."""

    register = "vendors"
    key = ("vendor",)

    vendor: Text = said("Name of the vendor.")
    service: Text = said("What it does for the company.")
    is_critical: bool = said("Whether customers' data or availability depend on it.")
    owner: Text = said("Who answers for it, by id in the roster.")
    engaged_on: date = said("Since when.")
    reviewed_on: date | None = maybe("When it was last reviewed.")
    reviewed_by: Text | None = maybe("By whom.")
    report: Text | None = maybe("What was reviewed: `SOC 2 Type II`, `ISO 27001`, a questionnaire.")
    report_from: date | None = maybe("First day that the report covers.")
    report_until: date | None = maybe(
        "Last day that the report, or a letter that goes on from it, covers."
    )
    opinion: Literal["unqualified", "qualified", "adverse", "none"] | None = maybe(
        "The auditor's opinion in it."
    )
    findings: Text | None = maybe("What it notes, and what that means here.")
    ended_on: date | None = maybe("When the company stopped using it.")

    @model_validator(mode="after")
    def _a_review_is_somebodys(self) -> Self:
        self.together("reviewed_on", "reviewed_by")
        self.together("report_from", "report_until")
        return self


class Risk(Entry):
    """One row per risk in the assessment that is in force."""

    register = "risks"
    key = ("risk",)

    risk: Text = said("Number of the risk.")
    title: Text = said("What could happen.")
    likelihood: Literal["high", "medium", "low"] = said("How likely it is.")
    impact: Literal["high", "medium", "low"] = said("What it would mean.")
    is_fraud: bool = said("Whether somebody would do it on purpose, from inside.")
    treatment: Literal["accept", "reduce", "transfer", "avoid"] = said("What is done about it.")
    owner: Text = said("Who answers for it, by id in the roster.")
    assessed_on: date = said("When it was last assessed.")
    approved_by: Text | None = maybe("Who approved the assessment; never its owner.")
    approved_on: date | None = maybe("When; empty until then.")

    @model_validator(mode="after")
    def _somebody_else_approves(self) -> Self:
        self.unlike("approved_by", "owner")
        self.together("approved_by", "approved_on")
        return self


class Policy(Entry):
    """One row per policy in force."""

    register = "policies"
    key = ("policy",)

    policy: Text = said("Name: `information_security`, `acceptable_use`, `incident_response`, ...")
    title: Text = said("Its title.")
    owner: Text = said("Who answers for it, by id in the roster.")
    version: Text = said("Version, or commit, that is in force.")
    approved_by: Text = said("Who approved that version.")
    approved_on: date = said("When.")
    location: Text = said("Where it stands: a path in a repository, an address.")


class Exercise(Entry):
    """One row per exercise of an emergency."""

    register = "exercises"
    key = ("kind", "held_on")

    kind: Text = said("`incident_response`, `restore`, `rollback`, ...")
    held_on: date = said("When it was held.")
    led_by: Text = said("Who led it, by id in the roster.")
    outcome: Text = said("What came of it.")


class Deficiency(Entry):
    """One row per deviation that somebody works on."""

    register = "deficiencies"
    key = ("test", "scope_id", "item")

    test: Text = said("Reference of the control test, as `IAM-05`.")
    scope_id: Text = said("Account, organisation or `company`.")
    item: Text = said("The item, as the deviation names it; `*` for all of the test's.")
    owner: Text = said("Who answers for it, by id in the roster.")
    ticket: Text = said("Where it is worked on.")
    opened_on: date = said("Since when.")
    retested_on: date | None = maybe("When it was found mended; empty until then.")


REGISTERS = (Incident, PostIncidentReview, Vendor, Risk, Policy, Exercise, Deficiency)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=tuple(dataset(each) for each in REGISTERS),
)


def collect(registers: Registers, _into: Collection) -> None:
    """Read the registers, each for itself."""
    registers.collect(*REGISTERS)
