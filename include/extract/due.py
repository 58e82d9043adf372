"""The one place that says for which slot or window a source may be asked now.

State is observed now or never; events and history are collected for a day that is over and that the
source still keeps. Scheduled, manual, backfill, re-run, late and hand-made runs all pass here.
"""

from datetime import datetime, timedelta

from include.model.dataset import Nature, Source
from include.model.errors import DefinitionError, OutOfReach, SlotClosed, WindowOpen
from include.model.interval import Interval, IntervalKind, slot_of

KIND = {
    Nature.STATE: IntervalKind.SLOT,
    Nature.EVENTS: IntervalKind.WINDOW,
    Nature.HISTORY: IntervalKind.WINDOW,
}


def due(name: str, source: Source, requested: Interval | None, now: datetime) -> Interval:
    """Return the slot or window that asking now would fill.

    Args:
        name: the source, for the message.
        source: its declaration: nature and reach.
        requested: the slot or window that the run is for; None is the present slot.
        now: our clock, aware.

    Raises:
        SlotClosed: state of another slot than the present one.
        WindowOpen: events of a day that is not over, history of one that has not settled.
        OutOfReach: events of a day that begins before the source's reach.
        DefinitionError: a slot for events, or a window for state.
    """
    if requested is None and source.nature is Nature.STATE:
        return slot_of(now)
    if requested is None or requested.kind is not KIND[source.nature]:
        asked = requested.kind if requested else "no day"
        raise DefinitionError(
            f"{name}: {source.nature} is asked per {KIND[source.nature]}, not {asked}"
        )
    if source.nature is Nature.STATE:
        if now not in requested:
            raise SlotClosed(
                f"{name}: slot {requested.id} is not now ({now:%FT%TZ}); state can't be observed for "
                "another time, the gap stays"
            )
    elif now < requested.end:
        raise WindowOpen(f"{name}: {requested.id} is not over ({now:%FT%TZ}); ask again when it is")
    elif now < (settled := requested.end + timedelta(hours=source.settles_hours)):
        raise WindowOpen(
            f"{name}: {requested.id} can't be told before {settled:%FT%TZ}; ask again then"
        )
    elif source.reach_days is not None and requested.start < now - timedelta(source.reach_days):
        raise OutOfReach(
            f"{name}: {requested.id} is longer ago than the {source.reach_days} days it is kept; "
            "the gap stays"
        )
    return requested
