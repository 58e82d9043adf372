"""Takes delivered objects in: every event is kept, a duplicate, of another window, or quarantined."""

from collections.abc import Callable
from hashlib import sha256

import numpy as np
import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP
from include.model.interval import Interval
from include.sources.aws._cloudtrail_columns import Indices, RowGroup, instants
from include.sources.aws._cloudtrail_inflate import Unreadable, inflate
from include.sources.aws._cloudtrail_objects import Delivered, Row
from include.sources.aws._cloudtrail_records import Event, Records, read
from include.sources.aws._seen import Seen

# Events that are laid out at once stay in the processor's cache; a row group is worth its dictionaries.
_SLICE, _GROUP = 2_000, 64_000


class Intake:
    """Groups the events of objects, and writes those of the window that come for the first time."""

    def __init__(self, window: Interval, write: Callable[[pa.Table], None], seen: Seen) -> None:
        """Write row groups by ``write``; what is ``seen`` already is a duplicate."""
        bounds = pa.array([window.start, window.end], UTC_TIMESTAMP)
        self._start, self._end = bounds.view(pa.int64()).to_pylist()
        self._write, self._seen = write, seen
        self._events: list[Event] = []
        self._of: list[int] = []
        self._rows: list[Row] = []
        self._begin()
        self.kept = 0

    def add(self, delivered: Delivered) -> None:
        """Take one object in."""
        row = _row(delivered)
        self._rows.append(row)
        try:
            records = _read(delivered)
        except Unreadable as error:
            row.status, row.reason = "quarantined", str(error)
            return
        row.events = len(records.events) + records.unreadable
        if records.unreadable:
            _quarantine(row, records.unreadable, records.reason)
        self._take(row, records.events)

    def finish(self) -> list[Row]:
        """Write what is left and return a row for every object, in the order in which they came."""
        self._lay_out()
        self._write_group()
        return self._rows

    def _take(self, row: Row, events: list[Event]) -> None:
        if self._group.rows >= _GROUP:
            self._lay_out()
            self._write_group()
        self._objects.append(row)
        for start in range(0, len(events), _SLICE):
            part = events[start : start + _SLICE]
            self._events += part
            self._of += [len(self._objects) - 1] * len(part)
            if len(self._events) >= _SLICE:
                self._lay_out()

    def _lay_out(self) -> None:
        """Lay the waiting events out; where one cannot be, it alone is left out."""
        events, origins = self._events, np.asarray(self._of, np.int32)
        self._events, self._of = [], []
        try:
            self._add(events, origins)
        except Unreadable:
            for at, event in enumerate(events):
                try:
                    self._add([event], origins[at : at + 1])
                except Unreadable as error:
                    named = f"malformed: event {event.event_id!a}: {error}"
                    _quarantine(self._objects[origins[at]], 1, named)

    def _add(self, events: list[Event], origins: Indices) -> None:
        at = instants(events)
        times = at.view(pa.int64()).to_numpy()
        is_mine = (times >= self._start) & (times < self._end)
        if not is_mine.all():
            events = [event for event, mine in zip(events, is_mine, strict=True) if mine]
            at = at.filter(pa.array(is_mine))
        if events:
            self._group.add(events, at)
            self._origins.append(origins[is_mine])
        self._count("outside", origins[~is_mine])

    def _write_group(self) -> None:
        if self._group.rows:
            origins = np.concatenate(self._origins)
            places = [(row.place, row.sha256) for row in self._objects]
            rows = self._group.table(origins, places)
            fresh = self._seen.first_time(rows.column("event_id").chunk(0))
            if fresh.any():
                self._write(rows if fresh.all() else rows.filter(pa.array(fresh)))
            self.kept += int(fresh.sum())
            self._count("kept", origins[fresh])
            self._count("duplicates", origins[~fresh])
        self._begin()

    def _count(self, what: str, origins: Indices) -> None:
        counts = np.bincount(origins)
        for origin in np.flatnonzero(counts).tolist():
            row = self._objects[origin]
            setattr(row, what, getattr(row, what) + int(counts[origin]))

    def _begin(self) -> None:
        self._group, self._objects = RowGroup(), list[Row]()
        self._origins: list[Indices] = []


def _read(delivered: Delivered) -> Records:
    if delivered.listed.delivered_at is None:
        raise Unreadable("foreign: its name is none that CloudTrail gives")
    return read(inflate(delivered.body, delivered.listed.key))


def _row(delivered: Delivered) -> Row:
    listed = delivered.listed
    return Row(
        bucket=listed.bucket,
        key=listed.key,
        etag=listed.etag,
        version_id=delivered.version_id,
        size=listed.size,
        last_modified=listed.last_modified,
        region=listed.region,
        delivered_at=listed.delivered_at,
        sha256=sha256(delivered.body).hexdigest(),
    )


def _quarantine(row: Row, events: int, reason: str | None) -> None:
    row.status = "quarantined"
    row.reason = row.reason or reason
    row.quarantined += events
