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
    Cause.NOT_KEPT: GapCause.NOT_KEPT,
    Cause.NOT_RECORDED: GapCause.NOT_RECORDED,
}
_OUTAGE = "no run looked"


@dataclass
class _Known:
    """What the log says so far about one dataset in one scope; ``since`` is when it first spoke of it."""

    since: datetime | None = None
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

    The schedule of a scope begins with its ``starts_on``, or with the first that the log says of a
    dataset there, where that came later (a new source, a new account): the time between is one gap,
    ``not_deployed``. A slot that is still open, or a day whose events are not late yet, is no gap.
    """
    known = _read(locker)
    if not known:
        return ()
    now = clock()
    gaps = [
        gap
        for name, source in sources
        for scope in scopes
        if scope.kind is source.scope_kind
        for gap in _gaps_of(name, source, scope, known, _Span(now, run))
    ]
    for gap in gaps:
        with locker.draft() as draft:
            draft.commit(gap)
    return tuple(gaps)


@dataclass(frozen=True)
class _Span:
    now: datetime
    run: Run


def _read(locker: Locker) -> dict[tuple[str, str], _Known]:
    known: dict[tuple[str, str], _Known] = {}
    for entry in locker.entries():
        record = entry.record
        if isinstance(record, Manifest):
            about = known.setdefault(
                (record.dataset, record.scope.id), _Known(since=record.observed_at)
            )
            if record.status is CollectionStatus.COLLECTED:
                about.collected.add(record.interval)
            else:
                about.failures[record.interval] = record
        elif isinstance(record, Gap):
            for dataset in record.datasets:
                about = known.setdefault(
                    (dataset, record.scope.id), _Known(since=record.recorded_at)
                )
                about.recorded.update(record.intervals)
    return known


def _gaps_of(
    name: str, source: Source, scope: Scope, known: dict[tuple[str, str], _Known], span: _Span
) -> Iterator[Gap]:
    """Yield the gaps of one source in one scope, one record for each cause, message and datasets."""
    found: dict[tuple[GapCause, str], dict[Interval, list[str]]] = {}
    for dataset in source.datasets:
        if source.nature is Nature.HISTORY and (dataset.name, scope.id) not in known:
            # Nobody owes a past that no system of the company's is said to keep.
            continue
        about = known.get((dataset.name, scope.id), _Known())
        deployed_at = about.since or span.now
        settled = span.now - timedelta(hours=source.settles_hours)
        due = _scheduled(source.nature, scope, deployed_at, settled)
        for interval in (*_not_recorded(about, deployed_at), *due):
            if interval in about.collected or interval in about.recorded:
                continue
            why = _why(interval, about, deployed_at)
            if why[0] is GapCause.OUTAGE and _is_beyond_reach(interval, source, span.now):
                kept = f"it is kept for {source.reach_days} days"
                why = GapCause.RETENTION_EXPIRED, f"{_OUTAGE} in time; {kept}"
            for part in _rest(interval, about) if why[0] is GapCause.NOT_DEPLOYED else (interval,):
                found.setdefault(why, {}).setdefault(part, []).append(dataset.name)
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


def _is_beyond_reach(interval: Interval, source: Source, now: datetime) -> bool:
    """Tell whether nothing can be had of a day any more, as ``due`` refuses it."""
    return source.reach_days is not None and interval.start < now - timedelta(source.reach_days)


def _not_recorded(about: _Known, deployed_at: datetime) -> list[Interval]:
    """List the days before the deployment that were asked for and that the system itself did not record."""
    return sorted(
        (
            day
            for day, failure in about.failures.items()
            if failure.cause is Cause.NOT_RECORDED
            and day.end <= deployed_at
            and not any(each.start <= day.start < each.end for each in about.recorded)
        ),
        key=lambda day: day.start,
    )


def _rest(interval: Interval, about: _Known) -> Iterator[Interval]:
    """Yield what is left of the time before the deployment: events of it may have been collected."""
    start = interval.start
    told = about.collected | about.recorded | {*_not_recorded(about, interval.end)}
    taken_before = (i for i in told if i.start < interval.end)
    for taken in sorted(taken_before, key=lambda each: each.start):
        if start < taken.start:
            yield Interval(kind=interval.kind, start=start, end=taken.start)
        start = max(start, taken.end)
    if start < interval.end:
        yield Interval(kind=interval.kind, start=start, end=interval.end)


def _scheduled(
    nature: Nature, scope: Scope, deployed_at: datetime, now: datetime
) -> Iterator[Interval]:
    """Yield what was due since the scope's start; all that lies before deployment as one interval."""
    start = datetime.combine(scope.starts_on, time(), UTC)
    over = datetime.max.replace(tzinfo=UTC)
    if scope.ends_on is not None:
        over = datetime.combine(scope.ends_on, time(), UTC) + DAY
    one = slot_of if nature is Nature.STATE else window_of
    first = one(max(start, deployed_at))
    if start < min(first.start, over):
        yield Interval(kind=first.kind, start=start, end=min(first.start, over))
    length = first.end - first.start
    for slot in slots_between(first.start, min(now - _GRACE[nature], over), length):
        yield slot.model_copy(update={"kind": first.kind})
