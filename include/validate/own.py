"""The evidence about the evidence: our own collections, slots and seals as datasets of a population."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pyarrow as pa

from include.control_tests.evidence_datasets import (
    EVIDENCE_ACCESS_REVIEWS,
    EVIDENCE_COLLECTIONS,
    EVIDENCE_DEVIATIONS,
    EVIDENCE_SEALS,
    EVIDENCE_SLOTS,
)
from include.locker import Locker
from include.model.dataset import Dataset
from include.model.record import CollectionStatus, Manifest
from include.model.scope import Scope
from include.validate.found import deviations
from include.validate.records import Records
from include.validate.reviewed import access_reviews
from include.validate.sight import Sight

# A weekly audit that is a day late is still the last word; after that nobody knows.
_VERIFICATION_HOLDS = timedelta(days=8)


def collections(_locker: Locker, records: Records, scope: Scope) -> Iterator[Sight]:
    """Lay each run's collections of the scope out as rows, failed ones too, and each retry for itself."""
    attempts: dict[tuple[str, int], dict[str, Manifest]] = {}
    tried: Counter[tuple[str, str]] = Counter()
    for each in records.manifests:
        if each.scope.id == scope.id:
            key = (each.run.run_id, each.dataset)
            attempts.setdefault((each.run.run_id, tried[key]), {})[each.dataset] = each
            tried[key] += 1
    for made in attempts.values():
        seen = max(each.observed_at for each in made.values())
        rows = [_collection(manifest) for manifest in made.values()]
        yield _sight(EVIDENCE_COLLECTIONS, rows, seen, *made.values())


def slots(_locker: Locker, records: Records, scope: Scope) -> Iterator[Sight]:
    """Lay out what was due of the scope: what was collected, what failed, what nobody looked at."""
    own = [each for each in records.manifests if each.scope.id == scope.id]
    gaps = [each for each in records.gaps if each.scope.id == scope.id]
    if not own and not gaps:
        return
    rows: dict[str, dict[str, Any]] = {}
    for source, dataset in [(each.source, each.dataset) for each in own] + [
        (each.source, dataset) for each in gaps for dataset in each.datasets
    ]:
        rows.setdefault(
            dataset,
            {
                "source": source,
                "dataset": dataset,
                "interval": records.interval.id,
                "interval_end": records.interval.end,
                "observations": 0,
                "failed_collections": 0,
                "is_bridged": False,
            },
        )
    for manifest in own:
        is_collected = manifest.status is CollectionStatus.COLLECTED
        rows[manifest.dataset]["observations" if is_collected else "failed_collections"] += 1
    for gap in gaps:
        for dataset in gap.datasets:
            rows[dataset] |= {
                "gap_cause": gap.cause,
                "gap_message": gap.message,
                "is_bridged": gap.is_bridged,
            }
    known = [each.recorded_at for each in gaps] + [each.finished_at for each in own]
    yield _sight(EVIDENCE_SLOTS, list(rows.values()), max(known), *own)


def seals(locker: Locker, records: Records, _scope: Scope) -> Iterator[Sight]:
    """Take the last verification's seals, unless it is too long ago to say anything of this slot."""
    found = records.verification
    if found is None or found.verified_at < records.interval.start - _VERIFICATION_HOLDS:
        return
    yield Sight(
        tables={EVIDENCE_SEALS.name: locker.table(found.seals)},
        as_of=found.verified_at,
        observed_at=found.verified_at,
        evidence=(found.seals.sha256,),
    )


OWN: dict[str, Callable[[Locker, Records, Scope], Iterator[Sight]]] = {
    EVIDENCE_COLLECTIONS.name: collections,
    EVIDENCE_SLOTS.name: slots,
    EVIDENCE_SEALS.name: seals,
    EVIDENCE_DEVIATIONS.name: deviations,
    EVIDENCE_ACCESS_REVIEWS.name: access_reviews,
}
# What is the company's, whatever is judged: tests of accounts read it beside what systems show.
BESIDE_ANYTHING = frozenset({EVIDENCE_ACCESS_REVIEWS.name})
MISSING = {
    EVIDENCE_COLLECTIONS.name: "nothing was collected in this slot",
    EVIDENCE_SLOTS.name: "nothing is known of this slot yet",
    EVIDENCE_SEALS.name: "the locker was not verified in the last eight days; run soc2_locker_audit",
    EVIDENCE_DEVIATIONS.name: "nothing was judged before this slot",
    EVIDENCE_ACCESS_REVIEWS.name: "nothing is known of reviews",
}


def _sight(dataset: Dataset, rows: list[dict[str, Any]], at: Any, *made_from: Manifest) -> Sight:
    return Sight(
        tables={dataset.name: pa.Table.from_pylist(rows, schema=dataset.columns)},
        as_of=at,
        observed_at=at,
        evidence=tuple(each.parquet.sha256 for each in made_from if each.parquet),
    )


def _collection(manifest: Manifest) -> dict[str, Any]:
    counted = manifest.reconciliation
    return {
        "source": manifest.source,
        "dataset": manifest.dataset,
        "status": manifest.status,
        "cause": manifest.cause,
        "message": manifest.message or manifest.unreadable,
        "observed_at": manifest.observed_at,
        "source_as_of": manifest.source_as_of,
        # Of a part that nobody can read, nobody knows how many items it has.
        "expected_items": None if manifest.unreadable else manifest.expected_items,
        "received_items": manifest.received_items,
        "independent_count": counted.independent_count if counted else None,
        "unexplained_items": counted.unexplained_items if counted else None,
        "calls": sum(manifest.calls.values()),
        "retries": manifest.retries,
        "raw_sha256": manifest.raw.sha256 if manifest.raw else None,
        "parquet_sha256": manifest.parquet.sha256 if manifest.parquet else None,
    }
