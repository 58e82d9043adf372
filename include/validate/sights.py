"""What a population sees: the tables of one round, and the instant that they are true of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa

from include.control_tests.evidence_datasets import EVIDENCE_COLLECTIONS
from include.locker import Locker
from include.model.record import Manifest
from include.model.reference import FileRef
from include.model.scope import ScopeKind
from include.validate.cases import Case


@dataclass(frozen=True)
class Sight:
    """The datasets of one round as tables; ``as_of`` is what ages count from, both instants are UTC."""

    tables: Mapping[str, pa.Table]
    as_of: datetime
    observed_at: datetime
    evidence: tuple[str, ...]


class Sights:
    """Reads evidence from the locker, each file once however many tests read it."""

    def __init__(self, locker: Locker, files: int = 256) -> None:
        """Remember at most so many files."""
        self._table = lru_cache(maxsize=files)(locker.table)

    def of(self, case: Case) -> Iterator[Sight]:
        """Yield what a case's population sees, once per round.

        Raises:
            LockerCorrupt: a file is missing or is not what its manifest says.
        """
        if case.sees_collections:
            yield from _collections(case)
            return
        for each in case.evidence.complete:
            manifests = tuple(each.values())
            yield Sight(
                tables={name: self._read(manifest.parquet) for name, manifest in each.items()},
                as_of=min(as_of_instants(manifests)),
                observed_at=max(manifest.observed_at for manifest in manifests),
                evidence=tuple(m.parquet.sha256 for m in manifests if m.parquet),
            )

    def _read(self, ref: FileRef | None) -> pa.Table:
        return None if ref is None else self._table(ref)


def as_of_instants(manifests: tuple[Manifest, ...]) -> list[datetime]:
    """List what each source says its answer is true of; a register ages nothing, unless it is alone."""
    systems = [each for each in manifests if each.scope.kind is not ScopeKind.COMPANY]
    return [each.source_as_of or each.observed_at for each in systems or manifests]


def _collections(case: Case) -> Iterator[Sight]:
    """Lay each run's collections of the scope out as rows, failed ones too."""
    own = [each for each in case.manifests if each.scope.id == case.scope.id]
    for run_id in dict.fromkeys(each.run.run_id for each in own):
        latest = {each.dataset: each for each in own if each.run.run_id == run_id}
        seen = max(each.observed_at for each in latest.values())
        rows = [_row(manifest) for manifest in latest.values()]
        yield Sight(
            tables={
                EVIDENCE_COLLECTIONS.name: pa.Table.from_pylist(
                    rows, schema=EVIDENCE_COLLECTIONS.columns
                )
            },
            as_of=seen,
            observed_at=seen,
            evidence=tuple(m.parquet.sha256 for m in latest.values() if m.parquet),
        )


def _row(manifest: Manifest) -> dict[str, Any]:
    counted = manifest.reconciliation
    return {
        "source": manifest.source,
        "dataset": manifest.dataset,
        "status": manifest.status,
        "cause": manifest.cause,
        "message": manifest.message,
        "observed_at": manifest.observed_at,
        "source_as_of": manifest.source_as_of,
        "expected_items": manifest.expected_items,
        "received_items": manifest.received_items,
        "independent_count": counted.independent_count if counted else None,
        "unexplained_items": counted.unexplained_items if counted else 0,
        "calls": sum(manifest.calls.values()),
        "retries": manifest.retries,
        "raw_sha256": manifest.raw.sha256 if manifest.raw else None,
        "parquet_sha256": manifest.parquet.sha256 if manifest.parquet else None,
    }
