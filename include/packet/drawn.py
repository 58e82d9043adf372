"""Writes every sample of the period as CSV, each item with its facts, the discarded ones too."""

from pathlib import Path

import pyarrow as pa

from include.locker.encoding import encode_csv
from include.model.sample import DiscardedDraw, Draw, Period
from include.packet.cut import AsOf


def write_draws(locker: AsOf, period: Period, out: Path) -> dict[str, list[tuple[int, pa.Table]]]:
    """Write a file per draw; return by control the entry and items of each draw that was not discarded."""
    kept: dict[str, list[tuple[int, pa.Table]]] = {}
    records = {entry.number: entry.record for entry in locker.samples}
    gone = {each.draw for each in records.values() if isinstance(each, DiscardedDraw)}
    for number, drawn in records.items():
        if not isinstance(drawn, Draw) or drawn.period != period:
            continue
        table = locker.table(drawn.parquet)
        name = f"{drawn.control}_{number:09d}{'_discarded' if number in gone else ''}.csv"
        out.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(encode_csv(table))
        if number not in gone:
            kept.setdefault(drawn.control, []).append((number, table))
    return kept
