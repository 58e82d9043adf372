"""What a report says, as one immutable value: tests, criteria, controls, collections and gaps."""

from typing import Any

from pydantic import AwareDatetime

from include.model.control import Control, Severity
from include.model.criteria import CriterionText
from include.model.frozen import Frozen
from include.model.interval import Interval
from include.model.record import GapCause, Manifest
from include.model.reference import FileRef
from include.model.scope import OutOfScope, Scope
from include.model.verdict import Assessment, Outcome, outcome_of


class Item(Frozen):
    """One deviating or unreadable item, and why."""

    scope: Scope
    id: str
    label: str
    reason: str
    observed_at: AwareDatetime | None


class Evidence(Frozen):
    """A collection that an assessment was made from; ``entry`` is its manifest's number in the log."""

    entry: int
    manifest: Manifest


class Rule(Frozen):
    """One expectation: in words, as Great Expectations names it, and the sentence of a deviation."""

    words: str
    type: str
    reason: str


class JudgedScope(Frozen):
    """A test's latest assessment in one scope; ``entry`` is its judgement's number in the log.

    ``is_current`` is false when newer slots (or windows) than this one have been judged elsewhere.
    """

    entry: int
    interval: Interval
    assessment: Assessment
    verdicts: FileRef
    is_current: bool

    @property
    def is_seen(self) -> bool:
        """Tell whether the population is known at all; what nobody saw has no items."""
        return self.assessment.is_complete or self.assessment.population_items > 0


class JudgedTest(Frozen):
    """A control test as it last judged: its outcome over all scopes, its items, and its definition."""

    name: str
    ref: str
    title: str
    theme: str
    criterion: str
    supporting: tuple[str, ...]
    severity: Severity
    rationale: str
    remediation: str
    peers: dict[str, tuple[str, ...]]
    reads: tuple[str, ...]
    population: str
    rules: tuple[Rule, ...]
    suite: str
    parameters: dict[str, Any]
    version: str
    controls: tuple[str, ...]
    scopes: tuple[JudgedScope, ...]
    deviating: tuple[Item, ...]
    unreadable: tuple[Item, ...]
    evidence: tuple[Evidence, ...]

    @property
    def population_items(self) -> int:
        """Count the items of every scope that was seen."""
        return sum(each.assessment.population_items for each in self.scopes)

    @property
    def conforming_items(self) -> int:
        """Count the conforming items over all scopes."""
        return sum(each.assessment.conforming_items for each in self.scopes)

    @property
    def deviating_items(self) -> int:
        """Count the deviating items over all scopes."""
        return sum(each.assessment.deviating_items for each in self.scopes)

    @property
    def unreadable_items(self) -> int:
        """Count the unreadable items over all scopes."""
        return sum(each.assessment.unreadable_items for each in self.scopes)

    @property
    def not_yet_due_items(self) -> int:
        """Count the items over all scopes that deviate but are not yet due."""
        return sum(each.assessment.not_yet_due_items for each in self.scopes)

    @property
    def is_seen(self) -> bool:
        """Tell whether every scope's population is known."""
        return all(each.is_seen for each in self.scopes)

    @property
    def reads_own_records(self) -> bool:
        """Tell whether the test reads what the locker says of itself, which no source collects."""
        return any(name.startswith("evidence_") for name in self.reads)

    @property
    def is_complete(self) -> bool:
        """Tell whether every scope was seen and every item could be read."""
        return all(each.assessment.is_complete for each in self.scopes)

    @property
    def outcome(self) -> Outcome:
        """Derive the outcome over all scopes, by the rule that holds for one."""
        return outcome_of(
            deviating=self.deviating_items,
            unreadable=self.unreadable_items,
            population=self.population_items,
            evidence_missing=not self.is_seen,
        )


class JudgedCriterion(Frozen):
    """A criterion, how far tests cover it, and the tests that serve it first or in support."""

    id: str
    text: CriterionText | None
    primary: tuple[JudgedTest, ...]
    supporting: tuple[JudgedTest, ...]
    outcome: Outcome | None


class JudgedControl(Frozen):
    """A control with its tests' outcomes; without tests it is manual.

    ``not_judged`` names tests that the control matrix claims and the log has no assessment of.
    """

    control: Control
    tests: tuple[JudgedTest, ...]
    not_judged: tuple[str, ...]
    outcome: Outcome | None


class Gaps(Frozen):
    """The slots or windows of one dataset and scope that have no evidence for the same cause."""

    dataset: str
    scope: Scope
    cause: GapCause
    is_bridged: bool
    message: str
    first: Interval
    last: Interval
    count: int


class Summary(Frozen):
    """The latest slot of each test and scope. ``as_of`` holds the newest slot, the newest window, or both.

    ``log_entry`` and ``log_sha256`` name the last entry that was read; ``unjudged`` counts collections
    that were recorded after the last judgement.
    """

    company: str | None
    locker: str
    log_entry: int
    log_sha256: str
    unjudged: int
    as_of: tuple[Interval, ...]
    code_version: str
    is_emulated: bool
    tests: tuple[JudgedTest, ...]
    criteria: tuple[JudgedCriterion, ...]
    controls: tuple[JudgedControl, ...]
    collections: tuple[Evidence, ...]
    gaps: tuple[Gaps, ...]
    out_of_scope: tuple[OutOfScope, ...]

    def count(self, outcome: Outcome) -> int:
        """Count the tests with an outcome."""
        return sum(test.outcome is outcome for test in self.tests)

    @property
    def monitoring_only(self) -> tuple[JudgedTest, ...]:
        """List the tests that no control claims."""
        return tuple(test for test in self.tests if not test.controls)
