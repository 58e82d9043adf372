"""What earlier revisions of a window hold: events that came already, objects not to be read again."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from include.sources.aws._cloudtrail_datasets import EVENTS, OBJECTS
from include.sources.aws._cloudtrail_objects import Listed, Row
from include.sources.aws._seen import Seen
from include.sources.collection import Collection

# So many rows become dictionaries at once.
_BATCH = 10_000


class Earlier:
    """The events and objects of a window's earlier revisions, read from their files."""

    def __init__(self, into: Collection) -> None:
        """Read what there is; a window that is asked for the first time has nothing."""
        self.seen, self.rows = Seen(), 0
        places: set[str] = set()
        for path in into.earlier(EVENTS):
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(columns=["event_id", "object_key"]):
                    self.seen.first_time(batch.column("event_id"))
                    places.update(batch.column("object_key").unique().to_pylist())
                    self.rows += batch.num_rows
        self._known = {
            (row.bucket, row.key): row
            for path in into.earlier(OBJECTS)
            for row in _rows(path)
            # Kept events whose revision never came to be would be lost if the object were passed over.
            if not row.kept or row.place in places
        }

    def row(self, each: Listed) -> Row | None:
        """Return what is on record of an object that is still the same; None when it must be read.

        Of what nothing could be kept is read again: a repaired reader may know better.
        """
        row = self._known.get((each.bucket, each.key))
        if row is None or not (row.status == "read" or row.kept):
            return None
        is_same = row.etag and (row.etag, row.size) == (each.etag, each.size)
        return row if is_same else None


def _rows(path: Path) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH, columns=list(Row.__struct_fields__)):
            yield from (Row(**row) for row in batch.to_pylist())
