"""Takes delivered objects in: every event is kept, a duplicate, of another window, or quarantined."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from include.model.interval import Interval
from include.sources.aws._cloudtrail_columns import check, instants, table
from include.sources.aws._cloudtrail_objects import Delivered
from include.sources.aws._cloudtrail_records import Event, Records, Unreadable, read
from include.sources.aws._seen import Seen

Row = dict[str, Any]
# Events that are laid out at once: enough for the lookups to pay, few enough for the memory.
_AT_ONCE = 20_000


class Intake:
    """Groups the events of objects, and writes those of the window that come for the first time."""

    def __init__(self, window: Interval, write: Callable[[pa.Table], None], seen: Seen) -> None:
        """Write row groups by ``write``; what is ``seen`` already is a duplicate."""
        self._window, self._write, self._seen = window, write, seen
        self._events: list[Event] = []
        self._origins: list[int] = []
        self._group: list[Row] = []
        self._rows: list[Row] = []
        self.kept = 0

    def add(self, delivered: Delivered) -> None:
        """Take one object in."""
        row = _row(delivered)
        self._rows.append(row)
        if delivered.reason is None:
            try:
                records = read(delivered.content)
            except Unreadable as error:
                row |= {"status": "quarantined", "reason": str(error)}
            else:
                self._take(row, records)
        if len(self._events) >= _AT_ONCE:
            self._lay_out()

    def finish(self) -> list[Row]:
        """Write what is left and return a row for every object, in the order in which they came."""
        self._lay_out()
        return self._rows

    def _take(self, row: Row, records: Records) -> None:
        row["events"] = len(records.events) + records.unreadable
        if records.unreadable:
            _quarantine(row, records.unreadable, records.reason)
        self._origins += [len(self._group)] * len(records.events)
        self._group.append(row)
        self._events += records.events

    def _lay_out(self) -> None:
        try:
            self._write_group()
        except (Unreadable, msgspec.DecodeError, UnicodeError):
            # Somewhere in the group is an event that cannot be laid out: it alone is left out.
            self._sift()
            self._write_group()
        self._events, self._origins, self._group = [], [], []

    def _write_group(self) -> None:
        if not self._events:
            return
        origins = np.asarray(self._origins)
        at = instants(self._events)
        inside = pc.and_(
            pc.greater_equal(at, self._instant(self._window.start)),
            pc.less(at, self._instant(self._window.end)),
        ).to_numpy(zero_copy_only=False)
        mine = np.flatnonzero(inside)
        events = [self._events[each] for each in mine]
        sources = [(f"{row['bucket']}/{row['key']}", row["sha256"]) for row in self._group]
        laid = table(events, origins[mine].tolist(), sources) if events else None
        # From here on nothing can fail: what is remembered as seen is written.
        first = self._seen.first_time([str(event.event_id) for event in events])
        if laid is not None and first.any():
            self._write(laid if first.all() else laid.filter(pa.array(first)))
        kept = mine[first]
        self.kept += len(kept)
        self._count("kept", origins[kept])
        self._count("duplicates", origins[mine[~first]])
        self._count("outside", origins[~inside])

    def _count(self, what: str, origins: Any) -> None:
        for origin, count in zip(*np.unique(origins, return_counts=True), strict=True):
            self._group[origin][what] += int(count)

    def _sift(self) -> None:
        good: list[tuple[Event, int]] = []
        for event, origin in zip(self._events, self._origins, strict=True):
            try:
                check(event)
            except Unreadable as error:
                named = f"malformed: event {event.event_id!a}: {error}"
                _quarantine(self._group[origin], 1, named)
            else:
                good.append((event, origin))
        self._events = [event for event, _ in good]
        self._origins = [origin for _, origin in good]

    def _instant(self, instant: Any) -> pa.Scalar:
        return pa.scalar(instant, pa.timestamp("us", "UTC"))


def _row(delivered: Delivered) -> Row:
    listed = delivered.listed
    return {
        "bucket": listed.bucket,
        "key": listed.key,
        "etag": listed.etag,
        "version_id": delivered.version_id,
        "size": listed.size,
        "last_modified": listed.last_modified,
        "region": listed.region,
        "delivered_at": listed.delivered_at,
        "sha256": delivered.sha256,
        "status": "quarantined" if delivered.reason else "read",
        "reason": delivered.reason,
        "events": None,
        "kept": 0,
        "duplicates": 0,
        "outside": 0,
        "quarantined": 0,
    }


def _quarantine(row: Row, events: int, reason: str | None) -> None:
    row["status"] = "quarantined"
    row["reason"] = row["reason"] or reason
    row["quarantined"] += events
