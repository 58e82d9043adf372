"""What earlier revisions of a window hold: events that came already, objects not to be read again."""

from typing import Any

import pyarrow.parquet as pq

from include.sources.aws._cloudtrail_datasets import EVENTS, OBJECTS
from include.sources.aws._cloudtrail_objects import Listed
from include.sources.aws._seen import Seen
from include.sources.collection import Collection


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
        self._known: dict[tuple[str, str], dict[str, Any]] = {
            (row["bucket"], row["key"]): row
            for path in into.earlier(OBJECTS)
            for row in pq.read_table(path, partitioning=None).to_pylist()
            # Kept events whose revision never came to be would be lost if the object were passed over.
            if not row["kept"] or f"{row['bucket']}/{row['key']}" in places
        }

    def row(self, each: Listed) -> dict[str, Any] | None:
        """Return what is on record of an object that is still the same; None when it must be read."""
        row = self._known.get((each.bucket, each.key))
        is_same = row and row["etag"] and (row["etag"], row["size"]) == (each.etag, each.size)
        return row if is_same else None
