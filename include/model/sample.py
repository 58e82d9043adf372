"""Records of sampling: a population frozen before anybody knows the seed, draws from it, discarded draws."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from include.model.frozen import Frozen
from include.model.integrity import EntryNumber
from include.model.reference import FileRef, Run, Sha256
from include.model.verdict import Count

Seed = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
DrawSize = Annotated[int, Field(gt=0)]


class Period(Frozen):
    """A span of whole UTC days, both ends included: ``2026-01-01..2026-06-30``."""

    first: date
    last: date

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.first > self.last:
            msg = f"the period ends on {self.last}, before it begins on {self.first}"
            raise ValueError(msg)
        return self

    def __str__(self) -> str:
        """Write it as people type it."""
        return f"{self.first}..{self.last}"

    def __contains__(self, day: date) -> bool:
        """Tell whether a day belongs to it."""
        return self.first <= day <= self.last


class Strata(StrEnum):
    """How a draw is spread over the population, so that every part of it is looked at."""

    MONTH = "month"
    SCOPE = "scope"


class FrozenPopulation(Frozen):
    """Everything that can be drawn for one control and period, as the log told it up to ``through``.

    ``population_sha256`` is over every item's key, sorted, each with a newline. ``unseen_days`` counts
    what nobody can draw: days of a test in a scope of which no population is known.
    """

    kind: Literal["population"] = "population"
    control: str
    period: Period
    through: EntryNumber
    items: Count
    unseen_days: Count
    population_sha256: Sha256
    parquet: FileRef
    csv: FileRef
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the population, typed and as text."""
        return (self.parquet, self.csv)


class Draw(Frozen):
    """Items drawn from a frozen population by a seed; ``keys`` are in the order of the draw."""

    kind: Literal["draw"] = "draw"
    population: EntryNumber
    control: str
    period: Period
    population_sha256: Sha256
    size: DrawSize
    seed: Seed
    strata: Strata | None
    keys: Annotated[tuple[str, ...], Field(min_length=1)]
    parquet: FileRef
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the drawn items, each with its facts and evidence."""
        return (self.parquet,)


class DiscardedDraw(Frozen):
    """A draw that nobody goes on with, and why; the draw itself stays in the log."""

    kind: Literal["discarded_draw"] = "discarded_draw"
    draw: EntryNumber
    reason: Annotated[str, Field(min_length=10)]
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List nothing."""
        return ()
