"""How evidence becomes bytes: zstd Parquet, gzip JSON Lines, and hashes that mean "the same rows"."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from include.model.errors import LockerCorrupt
from include.model.frozen import canonical_json, sha256
from include.model.interval import Interval, IntervalKind

_BATCH = 10_000
# A spreadsheet takes a text that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def encode_parquet(table: pa.Table) -> bytes:
    """Write a table as zstd Parquet; column descriptions travel in its schema."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def decode_parquet(content: bytes, path: str) -> pa.Table:
    """Read a table back; ``path`` only serves the message of ``LockerCorrupt``."""
    try:
        return pq.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError) as error:
        raise LockerCorrupt(f"{path}: not a readable Parquet file: {error}") from error


def encode_csv(table: pa.Table) -> bytes:
    """Write a table as CSV that a spreadsheet opens without running anything in it.

    Times are ISO 8601 in UTC, null is an empty cell, a list or object is JSON; see ``harmless``.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches(_BATCH):
        columns = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


def _text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else cell(value)


def cell(value: Any) -> Any:
    """Return what a spreadsheet's cell shows for a value; numbers stay numbers."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def encode_raw(answers: Iterable[Mapping[str, Any]]) -> bytes:
    """Write answers as gzip JSON Lines; without a time in the header: same answers, same bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
        for answer in answers:
            file.write(_json(answer))
    return buffer.getvalue()


def row_hash(table: pa.Table) -> str:
    """Hash the rows whatever their order: SHA-256 over the sorted SHA-256 of each row's canonical JSON.

    Timestamps are ISO 8601 in UTC, dates ISO 8601, bytes hexadecimal; keys are sorted. The writer of
    the Parquet file has no part in it.
    """
    return sha256("".join(sorted(row_keys(table))).encode())


def row_keys(table: pa.Table) -> list[str]:
    """Return each row's own hash, in the order of the rows."""
    return [sha256(_json(row)) for batch in table.to_batches(_BATCH) for row in batch.to_pylist()]


def fingerprint(schema: pa.Schema) -> str:
    """Identify a schema by its columns' names, types and nullability."""
    return sha256(canonical_json([[f.name, str(f.type), f.nullable] for f in schema]))


def evidence_path(dataset: str, scope_id: str, interval: Interval, writing: str) -> str:
    """Name the place of an evidence file, Hive style, so that other engines can filter.

    ``writing`` names the observation of a slot, or the revision of a window.
    """
    place = f"evidence/dataset={dataset}/date={interval.start:%Y-%m-%d}/scope={scope_id}"
    if interval.kind is IntervalKind.SLOT:
        return f"{place}/slot={interval.start:%H%M}/observation={writing}/part-0.parquet"
    return f"{place}/revision={writing}/part-0.parquet"


def verdicts_path(theme: str, interval: Interval, name: str) -> str:
    """Name the place of a theme's verdicts of one slot or window; ``name`` tells judgements apart."""
    place = f"verdicts/theme={theme}/date={interval.start:%Y-%m-%d}"
    if interval.kind is IntervalKind.SLOT:
        place += f"/slot={interval.start:%H%M}"
    return f"{place}/{name}.parquet"


def raw_path(content: bytes) -> str:
    """Name the place of raw answers by their content."""
    name = sha256(content)
    return f"raw/{name[:2]}/{name}.jsonl.gz"


def _json(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    """Write what JSON has no word for; an unknown type is a defect and is not guessed at."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in evidence: {value!r}")
