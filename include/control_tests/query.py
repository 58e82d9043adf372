"""Reads a population's SQL without running it: which datasets and parameters, and nothing forbidden.

A population must give the same rows for the same evidence for ever, so it may not ask the clock, chance
or the machine: one SELECT over datasets, its instant is ``$as_of``.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

_TABLE_FUNCTIONS = {"unnest", "range", "generate_series"}
# DuckDB calls it constant, yet with one argument it counts from today.
_CLOCKS_IN_DISGUISE = {"age"}
# Words that DuckDB answers from the session when no column of that name is in reach.
SESSION_WORDS = {
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "user",
}


class QueryError(Exception):
    """The SQL is not a population; ``line`` counts from 1 inside the SQL."""

    def __init__(self, message: str, line: int = 1) -> None:
        """Keep the message and the line of the SQL that it is about."""
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Query:
    """What a population's SQL asks for; lines count from 1 inside the SQL."""

    tables: dict[str, int]
    parameters: frozenset[str]
    words: dict[str, int]


def connect() -> duckdb.DuckDBPyConnection:
    """Open a DuckDB that sees what it is given and nothing else: no file, no network, no variable."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            # Populations are small; threads would cost more than they give.
            "threads": "1",
        },
    )
    connection.execute("SET TimeZone='UTC'")
    connection.execute("SET lock_configuration=true")
    return connection


def parse(sql: str) -> Query:
    """List the tables, parameters and bare words of one SELECT, or raise ``QueryError``."""
    connection = _parser().cursor()
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise said(error) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("the population must be one SELECT statement and nothing else")
    answer = connection.execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(answer[0]) if answer else {"error": True, "error_message": "no answer"}
    if tree["error"]:
        raise QueryError(f"the population cannot be read: {tree['error_message']}")
    nodes = list(_nodes(tree["statements"]))
    # DuckDB keeps a CTE's name as the key of a map.
    inner = {each["key"] for node in nodes for each in node.get("cte_map", {}).get("map", [])}
    for node in nodes:
        _refuse(node, _line(sql, node))
    tables = [
        (_table(node, sql), _line(sql, node)) for node in nodes if node.get("type") == "BASE_TABLE"
    ]
    words = [
        (node["column_names"][-1], _line(sql, node))
        for node in nodes
        if node.get("class") == "COLUMN_REF"
    ]
    return Query(
        tables={name: line for name, line in reversed(tables) if name not in inner},
        parameters=frozenset(statements[0].named_parameters),
        words={name: line for name, line in reversed(words) if name in SESSION_WORDS},
    )


def said(error: duckdb.Error) -> QueryError:
    """Fold DuckDB's message into one line, with the line of the SQL that it points to."""
    text = str(error)
    line = re.search(r"^LINE (\d+):", text, re.MULTILINE)
    # The second line lists the columns that could be meant, or begins a list of fifty functions.
    told = text.removesuffix("\n").split("\n\n", maxsplit=1)[0].splitlines()[:2]
    first = " ".join(" ".join(told).removesuffix("Candidate functions:").split())
    return QueryError(first, int(line.group(1)) if line else 1)


def _refuse(node: dict[str, Any], line: int) -> None:
    if node.get("type") == "LIMIT_MODIFIER" or node.get("sample"):
        raise QueryError("LIMIT and SAMPLE cut the population short; every item counts", line)
    if node.get("type") == "SHOW_REF":
        raise QueryError("DESCRIBE and SHOW tell of the engine, not of evidence", line)
    if node.get("type") == "TABLE_FUNCTION":
        name = node["function"]["function_name"]
        if name not in _TABLE_FUNCTIONS:
            raise QueryError(f"{name}() reads something else than evidence; read a dataset", line)
    elif node.get("class") == "FUNCTION" and node["function_name"] in _inconstant():
        name = node["function_name"]
        raise QueryError(f"{name}() may answer otherwise tomorrow; use $as_of", line)


def _table(node: dict[str, Any], sql: str) -> str:
    path = node["qualified_name"]["path"]
    if len(path) != 1:
        raise QueryError(f"{'.'.join(path)}: datasets have no schema before them", _line(sql, node))
    return str(path[0])


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Walk the syntax tree, every object of it."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _line(sql: str, node: dict[str, Any]) -> int:
    """Count the line of a node; DuckDB locates in bytes, and writes nonsense where it does not know."""
    content = sql.encode()
    location = node.get("query_location", 0)
    return content[:location].count(b"\n") + 1 if location < len(content) else 1


@functools.cache
def _parser() -> duckdb.DuckDBPyConnection:
    return connect()


@functools.cache
def _inconstant() -> frozenset[str]:
    """Name the functions that may answer differently another time."""
    rows = _parser().execute(
        "select function_name from duckdb_functions() "
        "where stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')"
    )
    return frozenset(row[0] for row in rows.fetchall()) | _CLOCKS_IN_DISGUISE
