"""Asks the warehouse what a packet says: one SQL file per table, for a period, as known at an instant."""

from collections.abc import Mapping

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from include.model.errors import LockerConflict, Refused
from include.model.sample import Period
from include.packet.cut import AsOf
from include.packet.queries import Query, queries
from include.warehouse.connection import connect

Facts = Mapping[str, tuple[Query, pa.Table]]


def facts(uri: str, locker: AsOf, period: Period) -> Facts:
    """Return every table of the packet by name, with the query behind it.

    Raises:
        LockerConflict: the warehouse was loaded from another locker.
        Refused: the warehouse does not have yet what the locker holds.
        WarehouseUnreachable: the warehouse is down, or refused a query.
    """
    found = {}
    with connect(uri) as connection:
        cursor = connection.cursor()
        _is_loaded(cursor, locker)
        for query in queries("facts"):
            cursor.execute(statement(query, locker, period))
            found[query.name] = (query, cursor.fetch_arrow_table())
        cursor.close()
    return found


def statement(query: Query, locker: AsOf, period: Period) -> str:
    """Write a query with its dates in it, so that anybody can run it as it stands."""
    return (
        f"WITH asked AS (SELECT date '{period.first}' AS first_day, date '{period.last}' AS last_day, "
        f"timestamptz '{locker.at.isoformat()}' AS as_of)\n{query.sql}"
    )


def _is_loaded(cursor: dbapi.Cursor, locker: AsOf) -> None:
    cursor.execute("SELECT to_regclass('soc2.load_log') IS NOT NULL")
    found = None
    if cursor.fetchall()[0][0]:
        cursor.execute(
            "SELECT entry_sha256 FROM soc2.load_log WHERE entry_number = $1", (locker.through,)
        )
        found = cursor.fetchone()
    if found is None:
        raise Refused(
            f"the warehouse does not have entry {locker.through} of the log yet, which the packet is about; "
            "run python -m include.load first"
        )
    if found[0] != locker.last.sha256:
        raise LockerConflict(
            f"the warehouse holds entry {locker.through} of another log than {locker.root}; give the one "
            "that was loaded from this locker"
        )
