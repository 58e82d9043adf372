"""Rows on their way to the locker that are more than the memory holds: Parquet, a row group at a time."""

import base64
import hashlib
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from include.model.dataset import Dataset
from include.model.errors import DefinitionError

_SCHEMA = "ARROW:schema"


class Spool:
    """A Parquet file that grows; its rows are in the order in which they were written."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        """Begin a file for rows of a dataset."""
        self.path, self.rows = path, 0
        self._columns = dataset.columns.with_metadata(dataset.metadata)
        self._hash = _Sha256()
        self._open: tuple[pq.ParquetWriter, pa.RecordBatchStreamWriter] | None = None

    @property
    def row_hash(self) -> str:
        """Return the SHA-256 over the content of every row, in the order of the rows.

        It is of the rows' Arrow stream: the writer of the Parquet file has no part in it.
        """
        return self._hash.sha256.hexdigest()

    def write(self, rows: pa.Table) -> None:
        """Write a row group; a text column may come as a dictionary of its values, always or never."""
        schema = self._declared(rows.schema)
        for writer in self._writers(schema):
            writer.write_table(pa.Table.from_arrays(rows.columns, schema=schema))
        self.rows += rows.num_rows

    def close(self) -> None:
        """Finish the file, empty where nothing was written, with the columns as they are declared."""
        file, content = self._writers(self._columns)
        # Readers get plain texts, whatever form they were written from.
        declared = base64.b64encode(self._columns.serialize().to_pybytes()).decode()
        file.add_key_value_metadata({_SCHEMA: declared})
        file.close()
        content.close()

    def _writers(self, schema: pa.Schema) -> tuple[pq.ParquetWriter, pa.RecordBatchStreamWriter]:
        """Return who writes the file and who writes what is hashed, made with the first rows."""
        if self._open is None:
            repeating = [each.name for each in schema if pa.types.is_dictionary(each.type)]
            dated = [each.name for each in schema if pa.types.is_timestamp(each.type)]
            file = pq.ParquetWriter(
                self.path,
                schema,
                compression="zstd",
                use_dictionary=repeating,
                # Nobody skips a row group by another column: every group holds every text.
                write_statistics=dated,
                store_schema=False,
            )
            self._open = file, pa.ipc.new_stream(self._hash, schema.remove_metadata())
        return self._open

    def _declared(self, found: pa.Schema) -> pa.Schema:
        """Return the declared columns, in the form in which the rows have them."""
        plain = [(each.name, _plain(each.type)) for each in found]
        declared = [(each.name, each.type) for each in self._columns]
        if plain != declared:
            strangers = [name for (name, kind) in plain if (name, kind) not in declared]
            raise DefinitionError(f"{self.path.name}: not the declared columns: {strangers}")
        return pa.schema([each.with_type(found.field(each.name).type) for each in self._columns])


class _Sha256(io.RawIOBase):
    """A file that keeps nothing of what is written to it but the SHA-256."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.sha256.update(content)
        return memoryview(content).nbytes


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
