"""What the rows of every fact table share: types, slot or window, run. Nothing here reads a clock."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP
from include.model.frozen import canonical_json
from include.model.interval import Interval
from include.model.reference import Run

TEXT, COUNT, TIME, JSON, FLAG = pa.string(), pa.int64(), UTC_TIMESTAMP, pa.json_(), pa.bool_()
INTERVAL = {"interval_kind": TEXT, "interval_id": TEXT, "starts_at": TIME, "ends_at": TIME}
RUN = {"run_id": TEXT, "run_type": TEXT, "triggered_by": TEXT}
LOAD_LOG = pa.schema({"entry_number": COUNT, "entry_sha256": TEXT, "loaded_at": TIME})


def rows(dicts: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Make a table in which a column that a row does not have is null."""
    return pa.Table.from_pylist(list(dicts), schema=schema)


def json(value: Any) -> str:
    """Write a JSON column's value; the same value always gives the same text."""
    return canonical_json(value).decode().rstrip("\n")


def interval_columns(interval: Interval) -> dict[str, Any]:
    """Describe a slot or window."""
    return {
        "interval_kind": interval.kind,
        "interval_id": interval.id,
        "starts_at": interval.start,
        "ends_at": interval.end,
    }


def run_columns(run: Run) -> dict[str, Any]:
    """Describe the run that made a record."""
    return {"run_id": run.run_id, "run_type": run.run_type, "triggered_by": run.triggered_by}
