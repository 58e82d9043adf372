"""Rows of `fct_collection`: what was asked and what came, and the gaps where nothing was asked."""

from itertools import product
from typing import Any

import pyarrow as pa

from include.model.record import Entry, Gap, Manifest
from include.warehouse.keys import key_of
from include.warehouse.rows import (
    COUNT,
    FLAG,
    INTERVAL,
    JSON,
    RUN,
    TEXT,
    TIME,
    interval_columns,
    json,
    run_columns,
)

COLLECTIONS = pa.schema(
    {
        "collection_key": COUNT,
        "entry_number": COUNT,
        "scope_key": COUNT,
        "source": TEXT,
        "dataset": TEXT,
        **INTERVAL,
        "status": TEXT,
        "cause": TEXT,
        "gap_cause": TEXT,
        "is_bridged": FLAG,
        "message": TEXT,
        "missing_permission": TEXT,
        "nature": TEXT,
        "observation": TEXT,
        "revision": COUNT,
        "observed_at": TIME,
        "finished_at": TIME,
        "service_date_at": TIME,
        "source_as_of_at": TIME,
        "expected_items": COUNT,
        "received_items": COUNT,
        "reconciled_against": TEXT,
        "independent_count": COUNT,
        "reconciled_difference": COUNT,
        "calls": COUNT,
        "calls_by_operation": JSON,
        "retries": COUNT,
        "caller": TEXT,
        "endpoint_host": TEXT,
        "is_emulated": FLAG,
        "raw_sha256": TEXT,
        "parquet_sha256": TEXT,
        "row_hash": TEXT,
        "schema_fingerprint": TEXT,
        **RUN,
        "code_version": TEXT,
        "image": TEXT,
        "recorded_at": TIME,
    }
)


def collection_rows(entry: Entry, record: Manifest | Gap, scope_key: int) -> list[dict[str, Any]]:
    """Describe a collection, or every slot or window and dataset of a gap where one was due."""
    if isinstance(record, Manifest):
        places, said = [(record.dataset, record.interval)], _asked(record)
    else:
        places, said = list(product(record.datasets, record.intervals)), _missed(record)
    return [
        {
            "collection_key": key_of(
                "collection", entry.number, dataset, interval.kind, interval.start.isoformat()
            ),
            "entry_number": entry.number,
            "scope_key": scope_key,
            "source": record.source,
            "dataset": dataset,
            "code_version": record.run.code_version,
            "image": record.run.image,
            **interval_columns(interval),
            **run_columns(record.run),
            **said,
        }
        for dataset, interval in places
    ]


def _asked(manifest: Manifest) -> dict[str, Any]:
    second = manifest.reconciliation
    return {
        "status": manifest.status,
        "is_bridged": False,
        "cause": manifest.cause,
        "message": manifest.message or manifest.unreadable,
        "missing_permission": manifest.missing_permission,
        "nature": manifest.nature,
        "observation": manifest.observation,
        "revision": manifest.revision,
        "observed_at": manifest.observed_at,
        "finished_at": manifest.finished_at,
        "service_date_at": manifest.service_date,
        "source_as_of_at": manifest.source_as_of,
        "expected_items": manifest.expected_items,
        "received_items": manifest.received_items,
        "reconciled_against": second.against if second else None,
        "independent_count": second.independent_count if second else None,
        "reconciled_difference": second.unexplained_items if second else None,
        "calls": sum(manifest.calls.values()),
        "calls_by_operation": json(manifest.calls),
        "retries": manifest.retries,
        "caller": manifest.caller,
        "endpoint_host": manifest.endpoint_host,
        "is_emulated": manifest.emulated,
        "raw_sha256": manifest.raw.sha256 if manifest.raw else None,
        "parquet_sha256": manifest.parquet.sha256 if manifest.parquet else None,
        "row_hash": manifest.row_hash,
        "schema_fingerprint": manifest.schema_fingerprint,
        "recorded_at": manifest.finished_at,
    }


def _missed(gap: Gap) -> dict[str, Any]:
    return {
        "status": "missed",
        "message": gap.message,
        "gap_cause": gap.cause,
        "is_bridged": gap.is_bridged,
        "recorded_at": gap.recorded_at,
    }
