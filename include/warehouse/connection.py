"""Connections to the warehouse by ADBC; every failure is one line with host and database, no password."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import pyarrow as pa
from adbc_driver_manager import dbapi as adbc
from adbc_driver_postgresql import dbapi

from include.model.errors import DefinitionError, WarehouseUnreachable

_DIALECT = re.compile(r"^postgres(?:ql)?(?:\+\w+)?://")
_SECONDS = 10
_MASKED = 3  # masking shorter words would garble the message and tell more than it hides


@dataclass(frozen=True)
class Address:
    """Where a warehouse is; ``shown`` is what messages may say of it."""

    uri: str = field(repr=False)
    shown: str
    password: str = field(repr=False)


def address(uri: str) -> Address:
    """Read an address such as ``postgresql://user:password@host:port/database``.

    Raises:
        DefinitionError: it is not one; the message does not repeat it, since it may hold a password.
    """
    try:
        parts = urlsplit(_DIALECT.sub("postgresql://", uri))
        host, port, database = parts.hostname, parts.port or 5432, unquote(parts.path.strip("/"))
    except ValueError:
        parts, host, port, database = urlsplit(""), None, 0, ""
    if parts.scheme != "postgresql" or not host or not database:
        raise DefinitionError(
            "the warehouse's address is not of the form postgresql://user:password@host:port/database "
            "(not shown, as it may hold a password); correct --warehouse or SOC2_WAREHOUSE"
        )
    # A host that drops packets would otherwise hold a task for minutes.
    query = {"connect_timeout": str(_SECONDS), "application_name": "soc2"} | dict(
        parse_qsl(parts.query)
    )
    password = unquote(parts.password or query.pop("password", ""))
    # Put together anew: libpq's complaint about an odd character would quote a part of the password.
    account = ":".join(quote(each, safe="") for each in (unquote(parts.username or ""), password))
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = urlencode(query, quote_via=quote)
    return Address(
        uri=f"postgresql://{account}@{place}/{quote(database, safe='')}?{options}",
        shown=f"warehouse {database!r} on {host}:{port}",
        password=password,
    )


@contextmanager
def connect(uri: str, *, autocommit: bool = False) -> Iterator[dbapi.Connection]:
    """Open a connection in UTC; what is not committed when it closes was never there.

    Raises:
        DefinitionError: the address is not one of PostgreSQL.
        WarehouseUnreachable: the server is down, or refused the account or a statement.
    """
    where = address(uri)
    try:
        opened = dbapi.connect(where.uri, autocommit=autocommit)
    except adbc.Error as error:
        raise WarehouseUnreachable(
            f"{where.shown} can't be reached: {_masked(_plain(error), where)}; start it or correct its "
            "address, then load again: the locker has everything"
        ) from None
    with closing(opened) as connection:
        try:
            cursor = connection.cursor()
            cursor.execute("SET timezone = 'UTC'")
            cursor.close()
            yield connection
        except adbc.Error as error:
            raise WarehouseUnreachable(refusal(where, _plain(error))) from error


def append(cursor: dbapi.Cursor, table: str, rows: pa.Table, *, key: str) -> list[int]:
    """COPY rows into a staging table and insert those that are new; return the keys of these.

    ``key`` is the table's single-column primary key; a row whose key is there already is left alone.

    Raises:
        adbc.Error: the server refused the rows; the message names the table.
    """
    if not rows.num_rows:
        return []
    stage(cursor, f"stage_{table}", rows)
    columns = ", ".join(rows.column_names)
    values = ", ".join(
        f"{each.name}::jsonb" if each.type == pa.json_() else each.name for each in rows.schema
    )
    cursor.execute(
        f"INSERT INTO soc2.{table} ({columns}) SELECT {values} FROM pg_temp.stage_{table} "  # noqa: S608  # our own names
        f"ON CONFLICT ({key}) DO NOTHING RETURNING {key}"
    )
    return [found for (found,) in cursor.fetchall()]


def stage(cursor: dbapi.Cursor, name: str, rows: pa.Table) -> None:
    """COPY rows into a temporary table of this name, in place of what an earlier one held.

    The table is kept: one that is dropped holds its locks until the transaction's end, and a server has
    some thousands of them for all.
    """
    columns = columns_of(cursor, name)
    is_there = columns == rows.column_names
    if columns is not None:
        cursor.execute(f"{'TRUNCATE' if is_there else 'DROP TABLE'} pg_temp.{name}")
    plain = pa.table(
        {
            each.name: column.cast(pa.string()) if each.type == pa.json_() else column
            for each, column in zip(rows.schema, rows.columns, strict=True)
        }
    )
    cursor.adbc_ingest(name, plain, mode="append" if is_there else "create", temporary=True)


def columns_of(cursor: dbapi.Cursor, name: str) -> list[str] | None:
    """List the columns of a temporary table of this connection; None when there is none."""
    cursor.execute("SELECT to_regclass($1) IS NOT NULL", (f"pg_temp.{name}",))
    if not cursor.fetchall()[0][0]:
        return None
    cursor.execute(f"SELECT * FROM pg_temp.{name} LIMIT 0")  # noqa: S608  # our own names
    return list(cursor.fetch_arrow_table().column_names)


def refusal(where: Address, said: str) -> str:
    """Say that the server refused a statement, in its own words."""
    return (
        f"{where.shown} refused: {_masked(said, where)}; nothing was half-written, the locker "
        "has everything: mend the cause and load again"
    )


def _masked(said: str, where: Address) -> str:
    return said.replace(where.password, "***") if len(where.password) > _MASKED else said


def _plain(error: adbc.Error) -> str:
    """Say in one line what the server, or the network, said."""
    details = {_text(key): _text(value) for key, value in error.details or ()}
    # What the server said of a statement stands in the details, what the network said in the error alone.
    first = str(error).splitlines()[0]
    text = details.get("PG_DIAG_MESSAGE_PRIMARY") or re.sub(
        r"^\w+: \[libpq\] (Failed to connect: )?", "", first
    )
    table = details.get("PG_DIAG_TABLE_NAME")
    return f"{table}: {text}" if table and table not in text else text


def _text(part: str | bytes) -> str:
    """Return a part of the details, whose names are declared as text and come as bytes."""
    return part if isinstance(part, str) else part.decode(errors="replace")
