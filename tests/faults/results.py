"""What a case left: manifests, raw answers, rows, and what the control tests said of them."""

import gzip
from dataclasses import dataclass
from typing import Any

from include.locker import Locker
from include.model.record import Manifest

# A control test, the scope and the kind of time it is judged for.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Judged:
    """What one control test said: its outcome, and its items by verdict."""

    outcome: str
    items: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Result:
    """What one case left: a manifest per dataset, what is in the locker, what the tests said of it."""

    manifests: dict[str, Manifest]
    raw: dict[str, str]
    rows: dict[str, list[dict[str, Any]]]
    judged: dict[Place, Judged]


def text_of(raw: bytes) -> str:
    return gzip.decompress(raw).decode()


def rows_of(locker: Locker, manifest: Manifest) -> list[dict[str, Any]]:
    return locker.table(manifest.parquet).to_pylist() if manifest.parquet else []


def evidence_of(manifest: Manifest) -> tuple[Any, ...]:
    counted = manifest.reconciliation
    return (
        *(manifest.dataset, manifest.row_hash, manifest.cause),
        *(manifest.expected_items, manifest.received_items),
        counted and counted.unexplained_items,
    )


def items_of(verdicts: Any, test: str, scope: str) -> dict[str, frozenset[str]]:
    rows = [row for row in verdicts.to_pylist() if (row["test"], row["scope_id"]) == (test, scope)]
    found = {row["verdict"] for row in rows}
    return {
        verdict: frozenset(row["item_id"] for row in rows if row["verdict"] == verdict)
        for verdict in found
    }
