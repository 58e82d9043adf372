"""Looks what the locker already has: of the slot or day of a late run, of days that may have gone on."""

from collections.abc import Collection

from include import sources
from include.locker import Locker
from include.model.dataset import Nature, Source
from include.model.errors import LASTING
from include.model.interval import DAY, Interval, window_of
from include.model.record import CollectionStatus, Manifest
from include.model.scope import Scope


def held(locker: Locker, source_name: str, scope: Scope, interval: Interval) -> dict[str, int]:
    """Return the items of each dataset of a source, or nothing unless every dataset is there."""
    return _whole(locker, source_name, scope, (interval,)).get(interval, {})


def last(locker: Locker, dataset: str, scope: Scope, interval: Interval) -> Manifest | None:
    """Return the latest collection of a dataset for a slot or day; reads the log back to it."""
    for entry in locker.newest():
        record = entry.record
        if (
            isinstance(record, Manifest)
            and record.status is CollectionStatus.COLLECTED
            and record.dataset == dataset
            and record.scope.id == scope.id
            and record.interval == interval
        ):
            return record
    return None


def asked_again(
    locker: Locker, source_name: str, scope: Scope, window: Interval
) -> tuple[Interval, ...]:
    """List the days before a window whose events may have gone on since they were collected, oldest first.

    Those are the ``late_days`` of the source that are in the locker whole: a day that nobody collected is
    not collected in passing. One that is empty is not among them where nothing happened that could go on,
    but is where events are only delivered later. Of history it is the days of which nobody told yet, as
    they had not settled; one of which nothing was kept or recorded is not asked again.
    """
    source: Source = sources.load(source_name).SOURCE
    days = tuple(window_of(window.start - DAY * back) for back in range(source.late_days, 0, -1))
    found = _whole(locker, source_name, scope, days) if days else {}
    if source.nature is Nature.HISTORY:
        told = found.keys() | _never_to_be_told(locker, source_name, scope, days)
        return tuple(day for day in days if day not in told and day.start.date() >= scope.starts_on)
    return tuple(
        day for day in days if day in found and (source.is_delivered or any(found[day].values()))
    )


def _never_to_be_told(
    locker: Locker, source_name: str, scope: Scope, intervals: Collection[Interval]
) -> set[Interval]:
    """List the days of which some dataset failed because nobody keeps, pays for or recorded it."""
    return {
        entry.record.interval
        for entry in locker.entries()
        if isinstance(entry.record, Manifest)
        and entry.record.cause in LASTING
        and entry.record.source == source_name
        and entry.record.scope.id == scope.id
        and entry.record.interval in intervals
    }


def _whole(
    locker: Locker, source_name: str, scope: Scope, intervals: Collection[Interval]
) -> dict[Interval, dict[str, int]]:
    """Count the items by slot or day and dataset, of those that are there whole; reads the log once."""
    datasets = {each.name for each in sources.load(source_name).SOURCE.datasets}
    items: dict[Interval, dict[str, int]] = {}
    for entry in locker.entries():
        record = entry.record
        if (
            isinstance(record, Manifest)
            and record.status is CollectionStatus.COLLECTED
            and record.source == source_name
            and record.scope.id == scope.id
            and record.interval in intervals
        ):
            items.setdefault(record.interval, {})[record.dataset] = record.received_items or 0
    return {interval: each for interval, each in items.items() if datasets <= set(each)}
