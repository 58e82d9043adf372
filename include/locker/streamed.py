"""Rows that stay in their file until they are asked for, and then come a few at a time.

Left to itself Arrow reads far ahead of whoever asks, up to a gigabyte of a day of five million events.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import pyarrow as pa
import pyarrow.dataset as ds

_FEW = 16_384


class Streamed(ds.FileSystemDataset):  # type: ignore[misc]  # pyarrow has no types
    """A Parquet file."""

    @classmethod
    def of(cls, file: pa.NativeFile) -> Self:
        """Read an open file."""
        parquet = ds.ParquetFileFormat()
        fragment = parquet.make_fragment(file)
        return cls([fragment], fragment.physical_schema, parquet)

    def scanner(self, **asked: Any) -> ds.Scanner:
        """Scan it; DuckDB asks this way for columns and rows, as Arrow's own methods do."""
        return super().scanner(**_few(asked))


class Joined(ds.UnionDataset):  # type: ignore[misc]  # pyarrow has no types
    """Files, and tables that are small, one after the other."""

    @classmethod
    def of(cls, parts: Sequence[pa.Table | ds.Dataset]) -> Self:
        """Join them; a column that one lacks is null there."""
        found = ds.dataset([x if isinstance(x, ds.Dataset) else ds.dataset(x) for x in parts])
        return cls(found.schema, found.children)

    def scanner(self, **asked: Any) -> ds.Scanner:
        """Scan them in turn."""
        return super().scanner(**_few(asked))


def _few(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Hold what is asked to a few rows, and to no more than the next ones read ahead."""
    rows = min(asked.get("batch_size", _FEW), _FEW)
    return {**asked, "batch_size": rows, "batch_readahead": 1, "fragment_readahead": 1}
