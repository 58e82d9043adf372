"""Reads what a load needs of a locker's files."""

import json
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from include.locker import Locker
from include.model.record import Judgement, Manifest
from include.model.reference import FileRef


class Reader:
    """Reads a locker's files; a definition that many judgements share is read once."""

    def __init__(self, locker: Locker) -> None:
        """Begin with nothing read."""
        self._locker = locker
        self._definitions: dict[FileRef, Any] = {}

    def definition(self, ref: FileRef) -> Any:
        """Return a definition as the JSON that was kept."""
        if ref not in self._definitions:
            self._definitions[ref] = json.loads(self._locker.read(ref))
        return self._definitions[ref]

    def register(self, manifest: Manifest) -> list[dict[str, Any]]:
        """Return a register's rows as they were collected."""
        return self._locker.table(manifest.parquet).to_pylist() if manifest.parquet else []

    def rows(self, ref: FileRef) -> pa.Table | ds.Dataset:
        """Return a file's rows; those of a large one are read as asked for."""
        return self._locker.rows(ref)

    def verdicts(self, judgement: Judgement) -> pa.Table:
        """Return every item's verdict of a judgement."""
        return self._locker.table(judgement.verdicts)
