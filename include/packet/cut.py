"""Cuts the locker at an instant, and copies what a packet holds of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from include.locker import Locker
from include.locker.storage import entry_name
from include.model.errors import Refused
from include.model.integrity import Seal, VerificationRecord
from include.model.record import Entry, Judgement, Manifest
from include.model.reference import FileRef
from include.model.review import ConcludedReview, ReviewAnswer, ReviewFollowUp, StartedReview
from include.model.sample import DiscardedDraw, Draw, FrozenPopulation, Period
from include.model.scope import ScopeFile


class AsOf(Locker):
    """A locker as it was: nothing of its log after ``through`` is there.

    ``seals`` and ``samples`` are the records of these kinds, ``is_emulated`` tells whether any evidence
    came from an emulator, ``scope`` is the company's scope as the last judgement kept it.
    """

    def __init__(self, locker: Locker, through: int, at: datetime, seen: "_Seen") -> None:
        """Use a locker up to an entry; ``at`` is the instant that this shows."""
        super().__init__(locker.storage, people=locker.people)
        self.through = through
        self.at = at
        kept = [entry for entry in seen.kept if entry.number <= through]
        self.seals = tuple(entry.record for entry in kept if isinstance(entry.record, Seal))
        self.samples = tuple(entry for entry in kept if not isinstance(entry.record, Seal))
        self.is_emulated = seen.first_emulated is not None and seen.first_emulated <= through
        refs = [ref for number, ref in seen.scopes if number <= through]
        self.scope = ScopeFile.model_validate_json(self.read(refs[-1])) if refs else None

    @property
    def last(self) -> Entry:
        """Return the last entry that is there."""
        return next(self.newest())

    def numbers(self) -> list[int]:
        """Return the numbers of the entries that are there."""
        return super().numbers()[: self.through]


@dataclass
class _Seen:
    """What one walk over the log keeps: a season's collections and judgements are too many to hold."""

    kept: list[Entry] = field(default_factory=list)
    first_emulated: int | None = None
    scopes: list[tuple[int, FileRef]] = field(default_factory=list)

    def see(self, entry: Entry) -> None:
        record = entry.record
        if isinstance(record, Seal | FrozenPopulation | Draw | DiscardedDraw):
            self.kept.append(entry)
        elif isinstance(record, Manifest) and record.emulated:
            self.first_emulated = self.first_emulated or entry.number
        elif isinstance(record, Judgement):
            if any(each.emulated for each in record.assessments):
                self.first_emulated = self.first_emulated or entry.number
            scope = record.definitions.get("scope")
            if scope and (not self.scopes or self.scopes[-1][1] != scope):
                self.scopes.append((entry.number, scope))


def cut(locker: Locker, at: datetime | None) -> AsOf:
    """Return the locker as of an instant, by default of its last record.

    Raises:
        Refused: nothing was recorded by then.
    """
    seen, through, latest = _Seen(), 0, None
    for entry in locker.entries():
        seen.see(entry)
        time = known_at(entry)
        if at is None or time <= at:
            through = entry.number
            latest = max(latest or time, time)
    if latest is None:
        raise Refused(f"{locker.root}: nothing was recorded by {at or 'now'}; observe first")
    return AsOf(locker, through, at or latest, seen)


def known_at(entry: Entry) -> datetime:
    """Return when a record became known."""
    record = entry.record
    if isinstance(record, Manifest):
        return record.finished_at
    if isinstance(record, Seal):
        return record.sealed_at
    if isinstance(record, VerificationRecord):
        return record.verified_at
    return record.recorded_at


def copy(locker: AsOf, period: Period, out: Path, *, with_evidence: bool) -> None:
    """Copy the whole log, and the files that the period needs; evidence itself only when asked.

    Raises:
        LockerCorrupt: a file is missing, or is not what was recorded.
    """
    for entry in locker.entries():
        _write(out / entry_name(entry.number), locker.written(entry.number))
        for ref in _needed(entry, period, with_evidence=with_evidence):
            place = out / ref.path
            if not place.exists():
                _write(place, locker.read(ref))


def _needed(entry: Entry, period: Period, *, with_evidence: bool) -> Iterable[FileRef]:
    record = entry.record
    if isinstance(record, Judgement):
        # What came after the period's end is shown, too.
        return record.files if record.interval.end.date() >= period.first else ()
    if isinstance(record, Manifest):
        is_in = record.interval.start.date() in period
        return record.files if with_evidence and is_in else ()
    if isinstance(record, FrozenPopulation | Draw):
        return record.files if record.period == period else ()
    if isinstance(record, StartedReview):
        return record.files if record.as_of in period else ()
    if isinstance(record, ReviewAnswer | ConcludedReview | ReviewFollowUp):
        return record.files if record.recorded_at.date() >= period.first else ()
    return record.files if isinstance(record, Seal | VerificationRecord | DiscardedDraw) else ()


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
