"""Writes one dataset of a finished collection into the locker, with its manifest."""

from collections import Counter
from typing import Any

import pyarrow as pa

from include.extract.revisions import only_new, revisions
from include.locker import Locker
from include.locker.encoding import (
    encode_parquet,
    encode_raw,
    evidence_path,
    fingerprint,
    raw_path,
    row_hash,
)
from include.model.dataset import Dataset, Nature, Source
from include.model.errors import Cause, SourceError, SourceIncomplete
from include.model.frozen import sha256
from include.model.interval import Interval
from include.model.record import CollectionStatus, Manifest
from include.model.reference import Run
from include.model.scope import Scope
from include.sources.collection import Answer, Collection, Reading

_IDS_IN_MANIFEST = 100


def keep(
    locker: Locker,
    source: Source,
    dataset: Dataset,
    collection: Collection,
    *,
    source_name: str,
    scope: Scope,
    interval: Interval,
    run: Run,
) -> Manifest:
    """Keep raw answers, rows and manifest; a reading that failed or fell short leaves no rows.

    Of a window that was collected before only what is new is kept, as a further revision; where nothing
    is new, nothing is written.
    """
    reading = collection.readings[dataset.name]
    table = pa.concat_tables(reading.batches or [dataset.columns.empty_table()])
    table = table.replace_schema_metadata(dataset.metadata)
    error = reading.error or _shortfall(dataset, reading, table)
    # The instant names the observation; the run keeps two collectors of one second apart.
    observation = f"{collection.observed_at:%H%M%S}-{sha256(run.run_id.encode())[:6]}"
    earlier = revisions(locker, dataset.name, scope.id, interval)
    kept = only_new(table, earlier)
    with locker.draft() as draft:
        outcome: dict[str, Any]
        if error is None:
            writing = observation if source.nature is Nature.STATE else f"{len(earlier):04d}"
            path = evidence_path(dataset.name, scope.id, interval, writing)
            outcome = {
                "status": CollectionStatus.COLLECTED,
                "revision": len(earlier),
                "received_items": table.num_rows,
                "parquet": draft.add(path, encode_parquet(kept)),
                "row_hash": row_hash(kept),
                "schema_fingerprint": fingerprint(kept.schema),
            }
        else:
            outcome = _failure(error, table.num_rows if reading.batches else None)
        raw = encode_raw(_plain(answer) for answer in reading.answers)
        manifest = Manifest(
            source=source_name,
            dataset=dataset.name,
            nature=source.nature,
            scope=scope,
            interval=interval,
            observation=observation,
            caller=collection.caller,
            endpoint_host=collection.endpoint_host,
            emulated=collection.emulated,
            observed_at=collection.observed_at,
            finished_at=reading.finished_at or collection.observed_at,
            expected_items=reading.expected_items,
            reconciliation=reading.reconciliation,
            source_as_of=reading.source_as_of,
            raw=draft.add(raw_path(raw), raw) if reading.answers else None,
            run=run,
            denied_calls=dict(sorted(reading.denied_calls.items())),
            **_calls(reading.answers),
            **outcome,
        )
        if error is not None or not earlier or kept.num_rows:
            draft.commit(manifest)
    return manifest


def _shortfall(dataset: Dataset, reading: Reading, table: pa.Table) -> SourceIncomplete | None:
    """Compare what came with what the source said there is, and with the second count; keys are unique."""
    received, expected, second = table.num_rows, reading.expected_items, reading.reconciliation
    distinct = table.group_by(list(dataset.key)).aggregate([]).num_rows
    if expected != received:
        said = "not" if expected is None else expected
        message = f"{received} items came, the source said {said}"
    elif distinct != received:
        message = f"{received} items came, only {distinct} of them different: a page came twice"
    elif second and second.unexplained_items:
        message = (
            f"{received} items came, {second.against} says {second.independent_count}; "
            f"{second.unexplained_items} remain unexplained"
        )
    else:
        return None
    return SourceIncomplete(f"{dataset.name}: {message}; observe again", cause=Cause.INCOMPLETE)


def _failure(error: SourceError, received: int | None) -> dict[str, Any]:
    return {
        "status": CollectionStatus.FAILED,
        "cause": error.cause,
        "message": str(error),
        "missing_permission": error.action if error.cause is Cause.DENIED else None,
        "received_items": received,
        "parquet": None,
        "row_hash": None,
        "schema_fingerprint": None,
    }


def _calls(answers: list[Answer]) -> dict[str, Any]:
    """Count the calls by operation, retries apart, and take the first request ids and the service's clock."""
    ids = tuple(answer.request_id for answer in answers if answer.request_id)
    dates = (answer.service_date for answer in answers if answer.service_date)
    return {
        "calls": dict(sorted(Counter(f"{a.service}:{a.operation}" for a in answers).items())),
        "retries": sum(answer.retries for answer in answers),
        "request_ids": ids[:_IDS_IN_MANIFEST],
        "service_date": next(dates, None),
    }


def _plain(answer: Answer) -> dict[str, Any]:
    """Lay an answer out as one line of the raw file."""
    return {
        "service": answer.service,
        "operation": answer.operation,
        "region": answer.region,
        "parameters": dict(answer.parameters),
        "status": answer.status,
        "error_code": answer.error_code,
        "request_id": answer.request_id,
        "service_date": answer.service_date,
        "retries": answer.retries,
        "body": answer.body,
    }
