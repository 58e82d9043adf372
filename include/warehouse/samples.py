"""Rows of `fct_sample_draw`: one per draw of a sample, and one per draw that was discarded."""

from typing import Any

import pyarrow as pa

from include.model.record import Entry
from include.model.sample import DiscardedDraw, Draw
from include.warehouse.rows import COUNT, RUN, TEXT, TIME, run_columns

DRAWS = pa.schema(
    {
        "entry_number": COUNT,
        "draw_entry": COUNT,
        "status": TEXT,
        "population_entry": COUNT,
        "control_id": TEXT,
        "starts_on_date": pa.date32(),
        "ends_on_date": pa.date32(),
        "population_sha256": TEXT,
        "seed": TEXT,
        "strata": TEXT,
        "drawn_items": COUNT,
        "item_keys": pa.list_(TEXT),
        "reason": TEXT,
        **RUN,
        "recorded_at": TIME,
    }
)


def draw_row(entry: Entry, record: Draw | DiscardedDraw) -> dict[str, Any]:
    """Describe a draw, or that one was discarded."""
    row = {
        "entry_number": entry.number,
        **run_columns(record.run),
        "recorded_at": record.recorded_at,
    }
    if isinstance(record, DiscardedDraw):
        return {
            **row,
            "draw_entry": record.draw,
            "status": "discarded",
            "reason": record.reason,
        }
    return {
        **row,
        "draw_entry": entry.number,
        "status": "drawn",
        "population_entry": record.population,
        "control_id": record.control,
        "starts_on_date": record.period.first,
        "ends_on_date": record.period.last,
        "population_sha256": record.population_sha256,
        "seed": record.seed,
        "strata": record.strata,
        "drawn_items": len(record.keys),
        "item_keys": record.keys,
    }
