"""Control tests and controls, as people write them in YAML."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, model_validator

from include.model.frozen import Frozen, canonical_json, sha256
from include.model.scope import ScopeKind
from include.model.verdict import Outcome

Criterion = Annotated[str, StringConstraints(pattern=r"^(CC\d|A1|C1|PI1)\.\d{1,2}$")]
Sentence = Annotated[str, Field(min_length=10)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Scalar = bool | int | float | str | tuple[str, ...]


class Severity(StrEnum):
    """How much a deviation matters, in the words that incident processes use."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CriteriaServed(Frozen):
    """The one criterion a test serves first, and those it supports."""

    primary: Criterion
    supporting: tuple[Criterion, ...] = ()


class Expectation(Frozen):
    """A Great Expectations row rule, and the sentence that a deviating item is given.

    ``reason`` is a template over the population's columns and the test's parameters:
    ``{user} has no MFA device``.
    """

    type: Annotated[str, StringConstraints(pattern=r"^expect_[a-z0-9_]+$")]
    kwargs: dict[str, Any]
    reason: Sentence

    @property
    def columns(self) -> tuple[str, ...]:
        """List the population columns that the rule looks at."""
        single = (self.kwargs.get(key) for key in ("column", "column_A", "column_B"))
        return (*filter(None, single), *self.kwargs.get("column_list", ()))


class Example(Frozen):
    """A worked example: what the datasets held at ``at``, and what the test must then say.

    A dataset that is absent from ``given`` is empty, one that is null was never collected.
    """

    name: Sentence
    at: AwareDatetime
    given: dict[str, tuple[dict[str, Any], ...] | None]
    parameters: dict[str, Scalar] = {}
    outcome: Outcome
    is_complete: bool | None = None
    deviating: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    not_yet_due: tuple[str, ...] = ()
    conforming: tuple[str, ...] | None = None


def _listed(value: object) -> object:
    """Take one kind of scope for a list of it, as people write it."""
    return [value] if isinstance(value, str) else value


class ControlTest(Frozen):
    """One automated procedure on evidence: who is tested (SQL) and what must hold (expectations).

    ``item`` are the population columns that identify an item (joined by ``/`` as its id); ``label`` is
    what people call it; an item whose ``required`` column is null is unreadable; where the population
    has a column named by ``due_at``, an item that deviates before that instant is not yet due.
    ``per`` names the kinds of scope that are judged one by one.
    A test of ``events`` is judged per day, on that day's events, with the state that was observed around
    them; every other one per slot. It also sees the events of ``looks_back_days`` before the day, as far as
    they were collected (of the datasets ``looks_back_on`` alone, where these are named), and those of
    ``due_after_days`` before it, of which nothing may be missing: among them are its items, those whose
    time runs out on the day. One that deviates by what did *not* happen needs all events of ``silent_days``
    before: while one of these days is missing, nobody is judged. ``proven_by`` names the test that shows that
    no event of a day is missing: only where it found no deviations, on the day and on those whose items fall
    due on it, is none found a pass.
    A test of ``history`` is judged per day, too, on what a system itself recorded of how the day ended, and
    on no observation of ours. ``judged_by`` names whose judgement it passes on, where it is not ours.
    A test of state may look back, too: of the datasets ``looks_back_on`` it sees the observations of
    ``looks_back_days`` before its own, each row with its ``observed_at``; of more than 14 days the last one
    of each day. ``late_departure_days`` says how far back its slots or days are judged again when the roster
    names a departure late.
    """

    ref: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,4}-\d{2}[a-z]?$")]
    title: Sentence
    criteria: CriteriaServed
    severity: Severity
    rationale: Sentence
    remediation: Sentence
    peers: dict[str, tuple[str, ...]] = {}
    per: Annotated[tuple[ScopeKind, ...], Field(min_length=1), BeforeValidator(_listed)]
    nature: Literal["state", "events", "history"] = "state"
    judged_by: Literal["aws_config"] | None = None
    looks_back_days: Annotated[int, Field(gt=0, le=400)] | None = None
    looks_back_on: tuple[Name, ...] = ()
    due_after_days: Annotated[int, Field(gt=0, le=31)] | None = None
    silent_days: Annotated[int, Field(gt=0, le=180)] | None = None
    late_departure_days: Annotated[int, Field(gt=0, le=400)] | None = None
    proven_by: Name | None = None
    parameters: dict[str, Scalar] = {}
    population: Sentence
    item: Annotated[tuple[str, ...], Field(min_length=1)]
    label: str
    required: tuple[str, ...] = ()
    due_at: str | None = None
    no_occurrences_means: Sentence | None = None
    expectations: Annotated[tuple[Expectation, ...], Field(min_length=1)]
    examples: Annotated[tuple[Example, ...], Field(min_length=3)]

    @model_validator(mode="after")
    def _only_events_have_days(self) -> Self:
        for name in ("due_after_days", "silent_days", "proven_by"):
            if getattr(self, name) and self.nature == "state":
                msg = f"{name} is for tests of events; say nature: events or remove it"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _state_looks_back_on_what_is_named(self) -> Self:
        if self.nature == "state" and bool(self.looks_back_days) != bool(self.looks_back_on):
            raise ValueError(
                "a test of state that looks back says looks_back_days and looks_back_on"
            )
        return self

    @property
    def days_before(self) -> int:
        """Return how many days before the judged one a test of events sees."""
        return max(self.looks_back_days or 0, self.due_after_days or 0, self.silent_days or 0)

    @property
    def judging(self) -> dict[str, Any]:
        """Return what decides a verdict or is shown with it: everything but the examples."""
        return self.model_dump(mode="json", exclude={"examples"})

    @property
    def sha256(self) -> str:
        """Identify this version of the test.

        What it does not say is no part of that: a key that tests may say from now on changes none of them.
        """
        said = self.model_dump(mode="json", exclude={"examples"}, exclude_none=True)
        return sha256(canonical_json(said))


class Frequency(StrEnum):
    """How often a control operates."""

    CONTINUOUS = "continuous"
    DAILY = "daily"
    EACH_EVENT = "each_event"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Control(Frozen):
    """What the organisation says it does, in its own wording, and the tests that serve it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-\d{2}$")]
    title: Sentence
    wording: Sentence
    owner: str
    frequency: Frequency
    criteria: CriteriaServed
    is_in_description: bool = True
    tests: tuple[Name, ...] = ()


class ControlMatrix(Frozen):
    """``company/control_matrix.yaml``.

    A control without tests is manual; a test that no control names is monitoring only.
    """

    controls: tuple[Control, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [control.id for control in self.controls]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            msg = f"control ids stand twice: {', '.join(twice)}"
            raise ValueError(msg)
        return self
