"""Looks whether the locker already has the evidence that a late run is for: that is success, not a gap."""

from include import sources
from include.locker import Locker
from include.model.interval import Interval
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
