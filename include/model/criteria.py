"""The criteria that a report is about, and how far automated tests go for each."""

from enum import StrEnum

from include.model.control import Criterion, Sentence
from include.model.frozen import Frozen


class Coverage(StrEnum):
    """How far automated tests go for a criterion."""

    COVERED = "covered"
    PARTIAL = "partial"
    MANUAL = "manual"
    OUT_OF_SCOPE = "out_of_scope"


class CriterionText(Frozen):
    """A Trust Services Criterion in our own words, and how far our tests cover it, and why."""

    title: Sentence
    coverage: Coverage
    why: Sentence


class CriteriaFile(Frozen):
    """``company/criteria.yaml``: every criterion of the report's categories."""

    criteria: dict[Criterion, CriterionText]
