"""Asks the warehouse the questions in ``sql/``, in a transaction that can change nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from adbc_driver_postgresql import dbapi

from include.warehouse.connection import connect

Row = dict[str, Any]
_SQL = Path(__file__).parent / "sql"


class Reader:
    """One open connection for one page."""

    def __init__(self, connection: dbapi.Connection) -> None:
        """Take a connection that only reads."""
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, uri: str) -> Iterator["Reader"]:
        """Open one.

        Raises:
            DefinitionError: the address is not one of PostgreSQL.
            WarehouseUnreachable: the server is down, or refused the account or a question.
        """
        with connect(uri) as connection:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            yield cls(connection)

    def ask(self, question: str, *values: object) -> list[Row]:
        """Return the rows of ``sql/{question}.sql``; values stand for ``$1``, ``$2`` and so on."""
        with self._connection.cursor() as cursor:
            cursor.execute(_text(question), values or None)
            rows: list[Row] = cursor.fetch_arrow_table().to_pylist()
            return rows


@cache
def _text(question: str) -> str:
    return (_SQL / f"{question}.sql").read_text(encoding="utf-8")
