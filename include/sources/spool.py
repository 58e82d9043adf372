"""Rows on their way to the locker that are more than the memory holds: Parquet, a row group at a time."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from include.model.dataset import Dataset
from include.model.errors import DefinitionError

_SCHEMA = "ARROW:schema"


class Spool:
    """A Parquet file that grows; its rows are in the order in which they were written."""

    def __init__(self, path: Path, dataset: Dataset, identity: Sequence[str]) -> None:
        """Begin a file; ``identity`` are the columns that tell the content of a row apart."""
        self.path, self.rows = path, 0
        self._columns = dataset.columns.with_metadata(dataset.metadata)
        self._identity = [*identity]
        self._hash = hashlib.sha256()
        self._writer: pq.ParquetWriter | None = None

    @property
    def row_hash(self) -> str:
        """Return the SHA-256 over each row's identity, in the order of the rows."""
        return self._hash.hexdigest()

    def write(self, rows: pa.Table) -> None:
        """Write a row group; a text column may come as a dictionary of its values."""
        self._check(rows.schema)
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self.path, rows.schema, compression="zstd", store_schema=False
            )
        self._writer.write_table(rows)
        self.rows += rows.num_rows
        texts = [rows.column(name).cast(pa.string()) for name in self._identity]
        for line in pc.binary_join_element_wise(*texts, "\n", "\t").chunks:
            self._hash.update(_characters(line))

    def close(self) -> None:
        """Finish the file, empty where nothing was written, with the columns as they are declared."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self.path, self._columns, compression="zstd", store_schema=False
            )
        # Readers get plain texts, whatever form they were written from.
        declared = base64.b64encode(self._columns.serialize().to_pybytes()).decode()
        self._writer.add_key_value_metadata({_SCHEMA: declared})
        self._writer.close()

    def _check(self, schema: pa.Schema) -> None:
        found = [(field.name, _plain(field.type)) for field in schema]
        declared = [(field.name, field.type) for field in self._columns]
        if found != declared:
            strangers = [name for (name, kind) in found if (name, kind) not in declared]
            raise DefinitionError(f"{self.path.name}: not the declared columns: {strangers}")


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _characters(texts: pa.Array) -> memoryview:
    """Return the texts' bytes, one behind the other."""
    offsets = texts.buffers()[1]
    ends = memoryview(offsets).cast("i")
    first, last = ends[texts.offset], ends[texts.offset + len(texts)]
    return memoryview(texts.buffers()[2] or b"")[first:last]
