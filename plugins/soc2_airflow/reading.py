"""Asks the warehouse the questions of a folder of SQL files, in a transaction that can change nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from adbc_driver_postgresql import dbapi

from include.warehouse.connection import connect

Row = dict[str, Any]


class Reader:
    """One open connection, and the folder that holds its questions."""

    def __init__(self, connection: dbapi.Connection, questions: Path) -> None:
        """Take a connection that only reads."""
        self._connection = connection
        self._questions = questions

    @classmethod
    @contextmanager
    def open(cls, uri: str, questions: Path) -> Iterator["Reader"]:
        """Open one.

        Raises:
            DefinitionError: the address is not one of PostgreSQL.
            WarehouseUnreachable: the server is down, or refused the account or a question.
        """
        with connect(uri) as connection:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            yield cls(connection, questions)

    def ask(self, question: str, *values: object) -> list[Row]:
        """Return the rows of ``{question}.sql``; values stand for ``$1``, ``$2`` and so on."""
        with self._connection.cursor() as cursor:
            cursor.execute(_text(self._questions / f"{question}.sql"), values or None)
            rows: list[Row] = cursor.fetch_arrow_table().to_pylist()
            return rows


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
