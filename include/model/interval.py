"""Slots and windows: the two kinds of time that evidence belongs to, always UTC and aware.

A *slot* (six hours by default) is when an observation of state is due and the only time it can be
made. A *window* is one closed UTC day whose events can be collected later.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, model_validator

from include.model.frozen import Frozen

SLOT_LENGTH = timedelta(hours=6)
DAY = timedelta(days=1)


class IntervalKind(StrEnum):
    """Whether an interval is a slot of state or a window of events."""

    SLOT = "slot"
    WINDOW = "window"


def utc_now() -> datetime:
    """Return our clock: the default of every ``clock`` parameter, which only tests replace."""
    return datetime.now(UTC)


class Interval(Frozen):
    """A slot or a window, ``[start, end)``."""

    kind: IntervalKind
    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _is_utc_and_not_empty(self) -> Self:
        if self.start.utcoffset() or self.end.utcoffset() or self.start >= self.end:
            msg = f"an interval needs UTC bounds in order, got {self.start} to {self.end}"
            raise ValueError(msg)
        return self

    @property
    def id(self) -> str:
        """Name the interval as people read it: ``2026-11-24T06:00Z`` or ``2026-11-24``."""
        form = "%Y-%m-%dT%H:%MZ" if self.kind is IntervalKind.SLOT else "%Y-%m-%d"
        return self.start.strftime(form)

    def __contains__(self, instant: datetime) -> bool:
        """Tell whether an instant belongs to this interval."""
        return self.start <= instant < self.end


def slot_of(instant: datetime, length: timedelta = SLOT_LENGTH) -> Interval:
    """Return the slot that an instant belongs to; slots are counted from midnight UTC."""
    moment = instant.astimezone(UTC)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight + (moment - midnight) // length * length
    return Interval(kind=IntervalKind.SLOT, start=start, end=start + length)


def window_of(instant: datetime) -> Interval:
    """Return the UTC day that an instant belongs to."""
    start = instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Interval(kind=IntervalKind.WINDOW, start=start, end=start + DAY)


def slots_between(
    start: datetime, end: datetime, length: timedelta = SLOT_LENGTH
) -> Iterator[Interval]:
    """Yield every slot that begins at or after ``start`` and is over at ``end``."""
    slot = slot_of(start, length)
    if slot.start < start:
        slot = slot_of(slot.end, length)
    while slot.end <= end:
        yield slot
        slot = slot_of(slot.end, length)
