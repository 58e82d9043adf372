"""Writes what each control's tests applied to over the period, item by item, as Parquet and CSV."""

from pathlib import Path

import pyarrow as pa

from include.locker.encoding import encode_csv, encode_parquet
from include.model.sample import FrozenPopulation, Period
from include.packet.cut import AsOf
from include.sample.freezing import population_sha256
from include.sample.judged import read_judged
from include.sample.population import population, unseen_days

INDEX = pa.schema(
    {
        "control_id": pa.string(),
        "title": pa.string(),
        "items": pa.int64(),
        "unseen_days": pa.int64(),
        "population_sha256": pa.string(),
        "frozen_entry": pa.int64(),
        "csv": pa.string(),
        "parquet": pa.string(),
    }
)


def write_populations(
    locker: AsOf, period: Period, out: Path
) -> tuple[pa.Table, dict[str, pa.Table]]:
    """Write a file per control that has tests; return their index, and the populations by control.

    ``frozen_entry`` is the log's entry that sealed the same population for sampling, if one did.
    """
    out.mkdir(parents=True)
    judged = read_judged(locker, period)
    frozen = {
        (held.record.control, held.record.period, held.record.population_sha256): held.number
        for held in locker.samples
        if isinstance(held.record, FrozenPopulation)
    }
    rows, tables = [], {}
    for control_id in sorted(each for each, tests in judged.tests.items() if tests):
        found = judged.of(control_id)
        table = population(locker, found, period)
        hashed = population_sha256(table)
        (out / f"{control_id}.csv").write_bytes(encode_csv(table))
        (out / f"{control_id}.parquet").write_bytes(encode_parquet(table))
        tables[control_id] = table
        rows.append(
            {
                "control_id": control_id,
                "title": found.control.title,
                "items": table.num_rows,
                "unseen_days": unseen_days(found, period),
                "population_sha256": hashed,
                "frozen_entry": frozen.get((control_id, period, hashed)),
                "csv": f"{control_id}.csv",
                "parquet": f"{control_id}.parquet",
            }
        )
    index = pa.Table.from_pylist(rows, schema=INDEX)
    (out / "index.csv").write_bytes(encode_csv(index))
    return index, tables
