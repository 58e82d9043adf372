"""Lays beside each drawn item what it was judged by: its facts, its observation, the evidence read."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from include.locker import Locker
from include.model.dataset import UTC_TIMESTAMP, column
from include.model.record import Judgement
from include.sample.population import POPULATION

DRAWN = pa.schema(
    [
        column("position", pa.int64(), "Place in the draw, from 1.", nullable=False),
        *POPULATION,
        column("facts", pa.string(), "The population's columns for the item, as a JSON object."),
        column("observed_at", UTC_TIMESTAMP, "The observation that decided."),
        column("evidence", pa.list_(pa.string()), "SHA-256 of each Parquet file that was read."),
        column("verdicts", pa.string(), "The locker's file that holds the verdict."),
    ]
)


def with_facts(locker: Locker, drawn: pa.Table) -> pa.Table:
    """Return the drawn rows with position and facts; an occurrence that nobody judged has none."""
    wanted = set(drawn["entry"].to_pylist()) - {None}
    judgements = {
        entry.number: entry.record
        for entry in locker.entries()
        if entry.number in wanted and isinstance(entry.record, Judgement)
    }
    rows = []
    for position, row in enumerate(drawn.to_pylist(), start=1):
        judgement = judgements.get(row["entry"])
        known = _verdict(locker, judgement, row) if judgement else {}
        rows.append({"position": position, **row, **known})
    return pa.Table.from_pylist(rows, schema=DRAWN)


def _verdict(locker: Locker, judgement: Judgement, row: dict[str, Any]) -> dict[str, Any]:
    table = locker.table(judgement.verdicts)
    mask = pc.and_(
        pc.and_(pc.equal(table["test"], row["test"]), pc.equal(table["scope_id"], row["scope"])),
        pc.equal(table["item_id"], row["item_id"]),
    )
    found = table.select(["facts", "observed_at", "evidence"]).filter(mask).to_pylist()
    return {"verdicts": judgement.verdicts.path, **(found[0] if found else {})}
