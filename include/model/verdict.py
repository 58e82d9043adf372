"""Item verdicts, outcomes, and the assessment that counts them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from include.model.frozen import Frozen
from include.model.scope import Scope

Count = Annotated[int, Field(ge=0)]


class Verdict(StrEnum):
    """What one item of a population turned out to be."""

    DEVIATING = "deviating"
    CONFORMING = "conforming"
    NOT_YET_DUE = "not_yet_due"
    UNREADABLE = "unreadable"


# When a slot has several observations: a fix never hides, a retry after a refusal helps.
PRECEDENCE = (Verdict.DEVIATING, Verdict.CONFORMING, Verdict.NOT_YET_DUE, Verdict.UNREADABLE)


class Outcome(StrEnum):
    """What a control test found in one scope for one slot or window."""

    DEVIATIONS = "deviations"
    NO_DEVIATIONS = "no_deviations"
    NO_OCCURRENCES = "no_occurrences"
    INCONCLUSIVE = "inconclusive"


class EvidenceRead(Frozen):
    """Evidence that an assessment was made from: the log entry's file and its hashes."""

    dataset: str
    scope_id: str
    observed_at: str
    parquet_sha256: str
    row_hash: str


class Assessment(Frozen):
    """One test, one scope, one slot or window, judged once; the population counted by verdict.

    ``inputs_sha256`` covers the test's definition, its parameters and the evidence read: the same
    inputs give the same assessment, so judging again adds nothing. ``judged_by`` is whose judgement was
    passed on, such as ``aws_config``; None is our own.
    """

    test: str
    test_sha256: str
    scope: Scope
    outcome: Outcome
    is_complete: bool
    reason: str | None
    population_items: Count
    conforming_items: Count
    deviating_items: Count
    unreadable_items: Count
    not_yet_due_items: Count
    emulated: bool
    judged_by: str | None = None
    evidence: tuple[EvidenceRead, ...]
    parameters: dict[str, object]
    inputs_sha256: str

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        counted = (
            self.conforming_items
            + self.deviating_items
            + self.unreadable_items
            + self.not_yet_due_items
        )
        if counted != self.population_items:
            msg = f"{self.test}: {counted} verdicts for a population of {self.population_items}"
            raise ValueError(msg)
        return self


def outcome_of(
    *, deviating: int, unreadable: int, population: int, evidence_missing: bool
) -> Outcome:
    """Derive the outcome: any deviation wins; otherwise anything unknown is inconclusive."""
    if deviating:
        return Outcome.DEVIATIONS
    if unreadable or evidence_missing:
        return Outcome.INCONCLUSIVE
    return Outcome.NO_DEVIATIONS if population else Outcome.NO_OCCURRENCES
