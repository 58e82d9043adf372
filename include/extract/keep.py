"""Writes one dataset of a finished collection into the locker, with its manifest."""

from collections import Counter
from typing import Any

from include.extract.held import last
from include.extract.rows import Rows, rows_of
from include.locker import Locker
from include.locker.encoding import encode_raw, evidence_path, raw_path
from include.locker.veiling import veil_of
from include.model.dataset import Dataset, Nature, Source
from include.model.errors import Cause, SourceError, SourceIncomplete
from include.model.frozen import canonical_json, sha256
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
    is new, and no other part of it unreadable than before, nothing is written.
    """
    reading = collection.readings[dataset.name]
    rows = rows_of(locker, dataset, reading, scope, interval)
    error = reading.error or _shortfall(dataset, reading, rows)
    # The instant names the observation; the run keeps two collectors of one second apart.
    observation = f"{collection.observed_at:%H%M%S}-{sha256(run.run_id.encode())[:6]}"
    with locker.draft() as draft:
        outcome: dict[str, Any]
        if error is None:
            writing = observation if source.nature is Nature.STATE else f"{rows.revision:04d}"
            path = evidence_path(dataset.name, scope.id, interval, writing)
            outcome = {
                "status": CollectionStatus.COLLECTED,
                "revision": rows.revision,
                "received_items": rows.received or 0,
                "parquet": rows.write(draft, path),
                "unreadable": reading.unreadable,
                **rows.identity(),
            }
        else:
            outcome = _failure(error, rows.received)
        veil = veil_of(dataset, locker.people)
        raw = encode_raw(_plain(answer, is_withheld=bool(veil)) for answer in reading.answers)
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
            veil=veil,
            run=run,
            denied_calls=dict(sorted(reading.denied_calls.items())),
            **_calls(reading),
            **outcome,
        )
        if error is not None or not rows.revision or rows.new or _is_news(locker, manifest):
            draft.commit(manifest)
    return manifest


def _is_news(locker: Locker, manifest: Manifest) -> bool:
    """Tell whether another part of a window is unreadable than when it was collected last."""
    before = last(locker, manifest.dataset, manifest.scope, manifest.interval)
    return before is None or before.unreadable != manifest.unreadable


def _shortfall(dataset: Dataset, reading: Reading, rows: Rows) -> SourceIncomplete | None:
    """Compare what came with what the source said there is, and with the second count; keys are unique."""
    received, expected, second = rows.received or 0, reading.expected_items, reading.reconciliation
    distinct = rows.distinct
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


def _calls(reading: Reading) -> dict[str, Any]:
    """Count the calls by operation, retries apart, and take the first request ids and the service's clock."""
    answers = reading.answers
    ids = tuple(answer.request_id for answer in answers if answer.request_id)
    kept = Counter(f"{each.service}:{each.operation}" for each in answers)
    dates = (answer.service_date for answer in answers if answer.service_date)
    return {
        "calls": dict(sorted((kept + reading.referred_calls).items())),
        "retries": sum(answer.retries for answer in answers),
        "request_ids": ids[:_IDS_IN_MANIFEST],
        "service_date": next(dates, None),
    }


def _plain(answer: Answer, *, is_withheld: bool) -> dict[str, Any]:
    """Lay an answer out as one line of the raw file; one about many people is named by its hash alone.

    It could be erased with no single one of them.
    """
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
        "body": _hashed(answer.body) if is_withheld else answer.body,
    }


def _hashed(body: Any) -> dict[str, Any]:
    content = body.encode() if isinstance(body, str) else canonical_json(body)
    return {"withheld": "about people", "sha256": sha256(content), "bytes": len(content)}
