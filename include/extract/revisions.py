"""What a window already has: late events come as further revisions that hold only what is new."""

from pathlib import Path

import pyarrow as pa

from include.locker import Locker
from include.locker.encoding import decode_parquet, evidence_path, row_keys
from include.model.interval import Interval, IntervalKind


def revisions(
    locker: Locker, dataset: str, scope_id: str, interval: Interval
) -> tuple[pa.Table, ...]:
    """Return the rows of each earlier revision of a window, oldest first; a slot has none."""
    paths = revision_paths(locker, dataset, scope_id, interval)
    return tuple(decode_parquet(path.read_bytes(), str(path)) for path in paths)


def revision_paths(
    locker: Locker, dataset: str, scope_id: str, interval: Interval
) -> tuple[Path, ...]:
    """Return the file of each earlier revision of a window, oldest first; a slot has none."""
    if interval.kind is IntervalKind.SLOT:
        return ()
    return locker.files(evidence_path(dataset, scope_id, interval, "*"))


def only_new(table: pa.Table, earlier: tuple[pa.Table, ...]) -> pa.Table:
    """Return the rows that no earlier revision has, whatever their order."""
    if not earlier:
        return table
    known = {key for each in earlier for key in row_keys(each)}
    return table.filter(pa.array([key not in known for key in row_keys(table)], pa.bool_()))
