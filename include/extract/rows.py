"""The rows that a reading brought: what is new of them is written, held in memory or streamed to a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from include.extract.revisions import only_new, revision_paths, revisions
from include.locker import Locker
from include.locker.draft import Draft
from include.locker.encoding import encode_parquet, fingerprint, row_hash
from include.locker.veiling import veiled
from include.model.dataset import Dataset
from include.model.interval import Interval
from include.model.reference import FileRef
from include.model.scope import Scope
from include.sources.collection import Reading
from include.sources.spool import Spool


class Rows(Protocol):
    """What came, and what of it is new: ``revision`` counts the earlier writings of a window."""

    @property
    def received(self) -> int | None:
        """Return how many rows came, those too that came before; None when nothing did."""

    @property
    def distinct(self) -> int:
        """Return how many different keys they have."""

    @property
    def new(self) -> int:
        """Return how many no earlier revision has."""

    @property
    def revision(self) -> int:
        """Return how many revisions there are already."""

    def identity(self) -> dict[str, Any]:
        """Return what identifies the new rows and their columns."""

    def write(self, draft: Draft, path: str) -> FileRef:
        """Stage the new rows for their place."""


def rows_of(
    locker: Locker, dataset: Dataset, reading: Reading, scope: Scope, interval: Interval
) -> Rows:
    """Return what a reading brought."""
    if reading.spool is not None:
        reading.spool.close()
        paths = revision_paths(locker, dataset.name, scope.id, interval)
        return _Streamed(dataset, reading.spool, paths)
    came = pa.concat_tables(reading.batches or [dataset.columns.empty_table()])
    # What came stays equal to itself when it is encrypted: everything below compares what is written.
    came = veiled(came.replace_schema_metadata(dataset.metadata), dataset, locker.people)
    earlier = revisions(locker, dataset.name, scope.id, interval)
    has_come = bool(reading.batches)
    return _Held(dataset, came, only_new(came, earlier), len(earlier), has_come=has_come)


@dataclass(frozen=True)
class _Held:
    dataset: Dataset
    came: pa.Table
    kept: pa.Table
    revision: int
    has_come: bool

    @property
    def received(self) -> int | None:
        return self.came.num_rows if self.has_come else None

    @property
    def distinct(self) -> int:
        counted = self.came.group_by(list(self.dataset.key)).aggregate([])
        return int(counted.num_rows)

    @property
    def new(self) -> int:
        return int(self.kept.num_rows)

    def identity(self) -> dict[str, Any]:
        return {
            "row_hash": row_hash(self.kept),
            "schema_fingerprint": fingerprint(self.kept.schema),
        }

    def write(self, draft: Draft, path: str) -> FileRef:
        return draft.add(path, encode_parquet(self.kept))


@dataclass(frozen=True)
class _Streamed:
    """Rows of which the source itself left out what an earlier revision has, and what came twice."""

    dataset: Dataset
    spool: Spool
    earlier: tuple[Path, ...]

    @property
    def received(self) -> int:
        return self.spool.rows + sum(int(pq.read_metadata(path).num_rows) for path in self.earlier)

    @property
    def distinct(self) -> int:
        return self.received

    @property
    def new(self) -> int:
        return self.spool.rows

    @property
    def revision(self) -> int:
        return len(self.earlier)

    def identity(self) -> dict[str, Any]:
        return {
            "row_hash": self.spool.row_hash,
            "schema_fingerprint": fingerprint(self.dataset.columns),
        }

    def write(self, draft: Draft, path: str) -> FileRef:
        return draft.adopt(path, self.spool.path)
