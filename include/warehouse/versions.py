"""Dimensions that keep their history: a version begins when a record first carries it, in log order.

The history depends on the log alone, however often it is loaded in parts. A former version that comes back is
a new row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from include.model.dataset import UTC_TIMESTAMP
from include.warehouse.connection import append, stage
from include.warehouse.keys import key_of

_VERSION = {
    "valid_from_at": UTC_TIMESTAMP,
    "valid_to_at": UTC_TIMESTAMP,
    "is_current": pa.bool_(),
    "definition_sha256": pa.string(),
}
_ENDED = pa.schema({"version_key": pa.int64(), "valid_to_at": UTC_TIMESTAMP})


@dataclass(frozen=True)
class Current:
    """The version of one member that is in force."""

    key: int
    sha256: str
    since: datetime


class Versions:
    """The versions of one dimension: those in force, and what the records at hand change."""

    def __init__(self, table: str, key: str, natural: tuple[str, ...], columns: pa.Schema) -> None:
        """Describe the table; ``columns`` are those that the versions of a member may differ in."""
        self._table, self._key, self._natural = table, key, natural
        self._columns = [(key, pa.int64()), *((name, pa.string()) for name in natural)]
        self._columns += [(field.name, field.type) for field in columns]
        self._current: dict[tuple[str, ...], Current] = {}
        self._begun: dict[int, dict[str, Any]] = {}
        self._ended: dict[int, datetime] = {}

    def read(self, cursor: dbapi.Cursor) -> None:
        """Take what is in force from the warehouse."""
        names = ", ".join((*self._natural, self._key, "definition_sha256", "valid_from_at"))
        cursor.execute(f"SELECT {names} FROM soc2.{self._table} WHERE is_current")  # noqa: S608
        self._current = {
            tuple(row[: len(self._natural)]): Current(*row[len(self._natural) :])
            for row in cursor.fetchall()
        }

    def see(
        self, member: tuple[str, ...], sha256: str, values: Mapping[str, Any], at: datetime, by: int
    ) -> tuple[int, bool]:
        """Return the key of a member's version as entry ``by`` carries it, and whether it begins here."""
        known = self._current.get(member)
        if known and known.sha256 == sha256:
            return known.key, False
        since = at
        if known:
            since = self._end(member, at)
        key = key_of(self._table, *member, sha256, by)
        self._current[member] = Current(key, sha256, since)
        self._begun[key] = {
            self._key: key,
            **dict(zip(self._natural, member, strict=True)),
            **values,
            "valid_from_at": since,
            "definition_sha256": sha256,
        }
        return key, True

    def keep_only(self, members: Collection[tuple[str, ...]], at: datetime) -> None:
        """End the members that are in force no more."""
        for member in [each for each in self._current if each not in members]:
            self._end(member, at)
            del self._current[member]

    def write(self, cursor: dbapi.Cursor) -> int:
        """End and append versions; return how many were appended."""
        if self._ended:
            rows = [{"version_key": key, "valid_to_at": at} for key, at in self._ended.items()]
            stage(cursor, "ended", pa.Table.from_pylist(rows, schema=_ENDED))
            cursor.execute(
                f"UPDATE soc2.{self._table} SET valid_to_at = ended.valid_to_at, is_current = false "  # noqa: S608
                f"FROM pg_temp.ended WHERE {self._key} = ended.version_key"
            )
        rows = [
            {**row, "valid_to_at": self._ended.get(key), "is_current": key not in self._ended}
            for key, row in self._begun.items()
        ]
        schema = pa.schema([*self._columns, *_VERSION.items()])
        written = append(
            cursor, self._table, pa.Table.from_pylist(rows, schema=schema), key=self._key
        )
        self._begun, self._ended = {}, {}
        return len(written)

    def _end(self, member: tuple[str, ...], at: datetime) -> datetime:
        """End a member's version; parallel tasks' clocks differ, a version never ends before it began."""
        known = self._current[member]
        self._ended[known.key] = max(at, known.since)
        return self._ended[known.key]
