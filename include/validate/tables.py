"""Joins the files of one dataset into the one table that a population sees."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from include.control_tests.population import Rows
from include.control_tests.schemas import OBSERVED_AT
from include.locker.streamed import Joined
from include.model.record import Manifest
from include.model.reference import FileRef
from include.validate.windows import is_dated

_LACKS = "read_errors"
ReadTable = Callable[[FileRef], Rows]


def table(
    read: ReadTable, manifests: Sequence[Manifest], *, is_day: bool, looks_back: bool = False
) -> Rows:
    """Join what came: of an event that came again the latest revision stands, of state every observation."""
    if looks_back or (is_day and is_dated(manifests[0])):
        tables = [
            # What a service says its answer is true of says when an account was there; our clock is later.
            _dated(read(made.parquet), (looks_back and made.source_as_of) or made.observed_at)
            for made in manifests
            if made.parquet
        ]
        return pa.concat_tables(tables, promote_options="default")
    return _joined([read(made.parquet) for made in manifests if made.parquet])


def _dated(table: Rows, observed_at: datetime) -> pa.Table:
    table = table if isinstance(table, pa.Table) else table.to_table()
    instants = pa.array([observed_at] * table.num_rows, OBSERVED_AT.type)
    return table.append_column(OBSERVED_AT, instants)


def _joined(tables: Sequence[Rows]) -> Rows:
    if len(tables) == 1:
        return tables[0]
    if not all(isinstance(each, pa.Table) for each in tables):
        # So many rows were streamed: their source writes none that an earlier revision has.
        return Joined.of(tables)
    key = (tables[0].schema.metadata or {}).get(b"key", b"").decode().split(",")
    joined = pa.concat_tables(tables, promote_options="default")
    rows = joined.append_column("_row", pa.array(range(joined.num_rows), pa.int64()))
    latest = rows.select([*key, "_row"]).group_by(key).aggregate([("_row", "max")])["_row_max"]
    return _with_what_was_known(joined, joined.take(latest.sort()), key)


def _with_what_was_known(joined: pa.Table, latest: pa.Table, key: Sequence[str]) -> pa.Table:
    """Fill what the latest revision of a row could not read with what an earlier one had read."""
    if _LACKS not in latest.column_names:
        return latest
    lacking = pc.fill_null(pc.greater(pc.list_value_length(latest[_LACKS]), 0), fill_value=False)
    if not pc.any(lacking).as_py():
        return latest
    filled: dict[tuple[Any, ...], dict[str, Any]] = {
        _key(row, key): {} for row in latest.filter(lacking).select(key).to_pylist()
    }
    # Oldest first: a null that was read is a value, too; only one that could not be read is none.
    for row in joined.to_pylist():
        if (told := filled.get(_key(row, key))) is not None:
            told |= {
                name: value for name, value in row.items() if value is not None or not row[_LACKS]
            }
    others = latest.filter(pc.invert(lacking))
    return pa.concat_tables(
        [others, pa.Table.from_pylist(list(filled.values()), schema=latest.schema)]
    )


def _key(row: Mapping[str, Any], key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in key)
