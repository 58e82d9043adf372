"""Finds the scheduled slots and windows without evidence, from the calendar, and puts them on record.

Slots missed while nothing ran leave no run behind, so nobody else would tell. Called by every run; what
is on record already is not recorded again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from include.locker import Locker
from include.model.dataset import Nature, Source
from include.model.errors import Cause
from include.model.interval import (
    DAY,
    Interval,
    slot_of,
    slots_between,
    utc_now,
    window_of,
)
from include.model.record import CollectionStatus, Gap, GapCause, Manifest
from include.model.reference import Run
from include.model.scope import Scope

# Events of a day are collected after its end and a lag; a day later they are missing.
_GRACE = {Nature.STATE: timedelta(0), Nature.EVENTS: DAY, Nature.HISTORY: DAY}
_CAUSES = {
    Cause.DENIED: GapCause.DENIED,
    Cause.CREDENTIALS: GapCause.DENIED,
    Cause.PLAN_LIMIT: GapCause.PLAN_LIMIT,
}
_OUTAGE = "no run looked"


@dataclass
class _Known:
    """What the log says so far about one dataset in one scope."""

    collected: set[Interval] = field(default_factory=set)
    recorded: set[Interval] = field(default_factory=set)
    failures: dict[Interval, Manifest] = field(default_factory=dict)


def record_gaps(
    locker: Locker,
    sources: Iterable[tuple[str, Source]],
    scopes: Sequence[Scope],
    *,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Gap, ...]:
    """Append a record for every slot or window that is over, was scheduled, and has no evidence.

    The schedule of a scope begins with its ``starts_on``, or with the first collection of the locker
    where that came later: the time between is one gap, ``not_deployed``. A slot that is still open, or
    a day whose events are not late yet, is no gap.
    """
    known, deployed_at = _read(locker)
    if deployed_at is None:
        return ()
    now = clock()
    gaps = [
        gap
        for name, source in sources
        for scope in scopes
        if scope.kind is source.scope_kind
        for gap in _gaps_of(name, source, scope, known, _Span(deployed_at, now, run))
    ]
    for gap in gaps:
        with locker.draft() as draft:
            draft.commit(gap)
    return tuple(gaps)


@dataclass(frozen=True)
class _Span:
    deployed_at: datetime
    now: datetime
    run: Run


def _read(locker: Locker) -> tuple[dict[tuple[str, str], _Known], datetime | None]:
    known: dict[tuple[str, str], _Known] = {}
    deployed_at: datetime | None = None
    for entry in locker.entries():
        record = entry.record
        if isinstance(record, Manifest):
            about = known.setdefault((record.dataset, record.scope.id), _Known())
            if record.status is CollectionStatus.COLLECTED:
                about.collected.add(record.interval)
            else:
                about.failures[record.interval] = record
            deployed_at = min(deployed_at or record.observed_at, record.observed_at)
        elif isinstance(record, Gap):
            for dataset in record.datasets:
                about = known.setdefault((dataset, record.scope.id), _Known())
                about.recorded.update(record.intervals)
    return known, deployed_at


def _gaps_of(
    name: str, source: Source, scope: Scope, known: dict[tuple[str, str], _Known], span: _Span
) -> Iterator[Gap]:
    """Yield the gaps of one source in one scope, one record for each cause, message and datasets."""
    found: dict[tuple[GapCause, str], dict[Interval, list[str]]] = {}
    scheduled = list(_scheduled(source.nature, scope, span))
    for dataset in source.datasets:
        about = known.get((dataset.name, scope.id), _Known())
        for interval in scheduled:
            if interval in about.collected or interval in about.recorded:
                continue
            why = _why(interval, about, span.deployed_at)
            found.setdefault(why, {}).setdefault(interval, []).append(dataset.name)
    for (cause, message), missing in found.items():
        for datasets in dict.fromkeys(tuple(each) for each in missing.values()):
            yield Gap(
                source=name,
                datasets=datasets,
                scope=scope,
                intervals=tuple(i for i, each in missing.items() if tuple(each) == datasets),
                cause=cause,
                message=message,
                recorded_at=span.now,
                run=span.run,
            )


def _why(interval: Interval, about: _Known, deployed_at: datetime) -> tuple[GapCause, str]:
    failure = about.failures.get(interval)
    if failure is not None:
        cause = _CAUSES.get(failure.cause or Cause.INCOMPLETE, GapCause.COLLECTOR_FAILED)
        return cause, failure.message or _OUTAGE
    if interval.end <= deployed_at:
        return GapCause.NOT_DEPLOYED, "the pipeline was not deployed yet"
    return GapCause.OUTAGE, _OUTAGE


def _scheduled(nature: Nature, scope: Scope, span: _Span) -> Iterator[Interval]:
    """Yield what was due since the scope's start; all that lies before deployment as one interval."""
    start = datetime.combine(scope.starts_on, time(), UTC)
    end = span.now - _GRACE[nature]
    if scope.ends_on is not None:
        end = min(end, datetime.combine(scope.ends_on, time(), UTC) + DAY)
    one = slot_of if nature is Nature.STATE else window_of
    first = one(max(start, span.deployed_at))
    if start < first.start:
        yield Interval(kind=first.kind, start=start, end=first.start)
    length = first.end - first.start
    for slot in slots_between(max(start, first.start), end, length):
        yield slot.model_copy(update={"kind": first.kind})


def is_bridged(before: str | None, after: str | None, *, log_shows_no_change: bool | None) -> bool:
    """Tell whether a gap is bridged: both sides agree, and a proven continuous log shows no change.

    ``before`` and ``after`` are the row hashes of the neighbouring observations;
    ``log_shows_no_change`` is None where no event log of that time is proven continuous.
    """
    return before is not None and before == after and log_shows_no_change is True
