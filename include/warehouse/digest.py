"""Hashes the warehouse's facts by the log entries that they stem from, so that an edited row is found."""

from typing import Literal

from adbc_driver_postgresql import dbapi

from include.model.frozen import canonical_json, sha256
from include.model.integrity import WarehouseDigest
from include.warehouse.connection import connect
from include.warehouse.schema import last_loaded

FORM: Literal[2] = 2
_FACTS = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'soc2' AND column_name = 'entry_number' AND table_name LIKE 'fct%'
    ORDER BY table_name
"""
# The rows as jsonb text, whatever order they lie in; the session's settings have no part in it. A column or
# table that came later is empty for these entries and changes nothing of their hash.
_HASHED = """
    SELECT count(*), encode(sha256(convert_to(coalesce(
        string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (
        SELECT jsonb_strip_nulls(to_jsonb(each))::text AS line FROM soc2.{table} AS each
        WHERE entry_number BETWEEN {first} AND {last}
    ) AS lines
"""


def digest(uri: str, first: int, last: int) -> WarehouseDigest | None:
    """Hash every fact that stems from a range of entries, as far as they are loaded; None if none is.

    Raises:
        WarehouseUnreachable: the warehouse is down, or does not have the tables.
    """
    with connect(uri) as connection:
        cursor = connection.cursor()
        cursor.execute("SET TIME ZONE 'UTC'")
        through = min(last, last_loaded(cursor)[0])
        found = _rows(cursor, first, through) if first <= through else None
        cursor.close()
    if found is None:
        return None
    return WarehouseDigest(
        first=first,
        last=through,
        rows=sum(rows for rows, _ in found.values()),
        sha256=sha256(
            canonical_json({table: hashed for table, (rows, hashed) in found.items() if rows})
        ),
        form=FORM,
    )


def _rows(cursor: dbapi.Cursor, first: int, last: int) -> dict[str, tuple[int, str]]:
    cursor.execute(_FACTS)
    found: dict[str, tuple[int, str]] = {}
    for (table,) in cursor.fetchall():
        cursor.execute(_HASHED.format(table=table, first=int(first), last=int(last)))
        rows, hashed = cursor.fetchall()[0]
        found[table] = (int(rows), str(hashed))
    return found
