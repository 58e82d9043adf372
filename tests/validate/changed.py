"""A day of GitHub's changes that is put into a locker by hand."""

import pyarrow as pa

from include.locker.encoding import encode_parquet, evidence_path, row_hash
from include.model.dataset import Nature
from include.model.record import CollectionStatus, Manifest
from include.sources.github import changes


def keep_changes(locker, org, day, seen, made_by, **rows):
    """Record every dataset of ``github.changes`` for a day: with the rows that are given, else empty."""
    for dataset in changes.SOURCE.datasets:
        schema = pa.schema([each.with_nullable(nullable=True) for each in dataset.columns])
        table = pa.Table.from_pylist(rows.get(dataset.name, []), schema=schema)
        with locker.draft() as draft:
            path = evidence_path(dataset.name, org.id, day, "1")
            draft.commit(
                Manifest(
                    source="github.changes",
                    dataset=dataset.name,
                    scope=org,
                    interval=day,
                    nature=Nature.EVENTS,
                    observation="1",
                    status=CollectionStatus.COLLECTED,
                    caller=None,
                    endpoint_host=None,
                    emulated=True,
                    calls={},
                    expected_items=table.num_rows,
                    received_items=table.num_rows,
                    observed_at=seen,
                    finished_at=seen,
                    raw=None,
                    parquet=draft.add(path, encode_parquet(table)),
                    row_hash=row_hash(table),
                    schema_fingerprint=None,
                    run=made_by,
                )
            )
