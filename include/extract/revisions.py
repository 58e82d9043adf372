"""What a window already has: late events come as further revisions that hold only what is new."""

import pyarrow as pa

from include.locker import Locker
from include.locker.encoding import decode_parquet, evidence_path, row_keys
from include.model.interval import Interval, IntervalKind


def revisions(
    locker: Locker, dataset: str, scope_id: str, interval: Interval
) -> tuple[pa.Table, ...]:
    """Return the rows of each earlier revision of a window, oldest first; a slot has none."""
    if interval.kind is IntervalKind.SLOT:
        return ()
    pattern = evidence_path(dataset, scope_id, interval, "*")
    return tuple(
        decode_parquet(path.read_bytes(), str(path)) for path in sorted(locker.root.glob(pattern))
    )


def only_new(table: pa.Table, earlier: tuple[pa.Table, ...]) -> pa.Table:
    """Return the rows that no earlier revision has, whatever their order."""
    if not earlier:
        return table
    known = {key for each in earlier for key in row_keys(each)}
    return table.filter(pa.array([key not in known for key in row_keys(table)], pa.bool_()))
