"""Lays the tests beside what they serve: the criteria of the report, and the company's controls."""

import re
from collections.abc import Iterable, Mapping, Sequence

from include.model.control import Control, ControlMatrix
from include.model.criteria import CriteriaFile
from include.model.verdict import Outcome
from include.report.summary import JudgedControl, JudgedCriterion, JudgedTest

_CATEGORIES = ("CC", "A", "C", "PI")


def criterion_order(criterion: str) -> tuple[int, int, int]:
    """Sort criteria as people read them: CC6.2 before CC6.10, the common criteria first."""
    category, group, number = re.split(r"(?<=[A-Z])(?=\d)|\.", criterion)
    return (_CATEGORIES.index(category), int(group), int(number))


def by_criterion(texts: CriteriaFile, tests: Sequence[JudgedTest]) -> tuple[JudgedCriterion, ...]:
    """List every criterion of the report's categories, and any other that a test names."""
    named = {each for test in tests for each in (test.criterion, *test.supporting)}
    rows = []
    for criterion in sorted({*texts.criteria, *named}, key=criterion_order):
        primary = tuple(test for test in tests if test.criterion == criterion)
        supporting = tuple(test for test in tests if criterion in test.supporting)
        rows.append(
            JudgedCriterion(
                id=criterion,
                text=texts.criteria.get(criterion),
                primary=primary,
                supporting=supporting,
                outcome=combined(test.outcome for test in (*primary, *supporting)),
            )
        )
    return tuple(rows)


def controls_of(matrix: ControlMatrix) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the controls that claim each test, by the test's name."""
    claims: dict[str, list[str]] = {}
    for control in matrix.controls:
        for test in control.tests:
            claims.setdefault(test, []).append(control.id)
    return {test: tuple(ids) for test, ids in claims.items()}


def by_control(matrix: ControlMatrix, tests: Sequence[JudgedTest]) -> tuple[JudgedControl, ...]:
    """List every control with the tests that serve it, in the order of the control matrix."""
    known = {test.name: test for test in tests}
    return tuple(_judged(control, known) for control in matrix.controls)


def _judged(control: Control, known: Mapping[str, JudgedTest]) -> JudgedControl:
    served = tuple(known[name] for name in control.tests if name in known)
    not_judged = tuple(name for name in control.tests if name not in known)
    return JudgedControl(
        control=control,
        tests=served,
        not_judged=not_judged,
        outcome=combined((test.outcome for test in served), anything_missing=bool(not_judged)),
    )


def combined(outcomes: Iterable[Outcome], *, anything_missing: bool = False) -> Outcome | None:
    """Let the weightiest outcome of several tests stand; None when there are none at all."""
    found = set(outcomes) | ({Outcome.INCONCLUSIVE} if anything_missing else set())
    order = (
        Outcome.DEVIATIONS,
        Outcome.INCONCLUSIVE,
        Outcome.NO_DEVIATIONS,
        Outcome.NO_OCCURRENCES,
    )
    return next((outcome for outcome in order if outcome in found), None)
