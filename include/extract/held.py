"""Looks what the locker already has: of the slot or day of a late run, of days that may have gone on."""

from include import sources
from include.locker import Locker
from include.model.dataset import Source
from include.model.interval import DAY, Interval, window_of
from include.model.record import CollectionStatus, Manifest
from include.model.scope import Scope


def held(locker: Locker, source_name: str, scope: Scope, interval: Interval) -> dict[str, int]:
    """Return the items of each dataset of a source, or nothing unless every dataset is there."""
    datasets = {each.name for each in sources.load(source_name).SOURCE.datasets}
    items = {
        entry.record.dataset: entry.record.received_items or 0
        for entry in locker.entries()
        if isinstance(entry.record, Manifest)
        and entry.record.status is CollectionStatus.COLLECTED
        and entry.record.source == source_name
        and entry.record.scope.id == scope.id
        and entry.record.interval == interval
    }
    return items if datasets <= set(items) else {}


def asked_again(
    locker: Locker, source_name: str, scope: Scope, window: Interval
) -> tuple[Interval, ...]:
    """List the days before a window whose events may have gone on since they were collected, oldest first.

    Those are the ``late_days`` of the source that are in the locker whole and are not empty: a day that
    nobody collected is not collected in passing, and where nothing happened nothing goes on.
    """
    source: Source = sources.load(source_name).SOURCE
    days = [window_of(window.start - DAY * back) for back in range(source.late_days, 0, -1)]
    return tuple(day for day in days if any(held(locker, source_name, scope, day).values()))
