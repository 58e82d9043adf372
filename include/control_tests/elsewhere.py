"""Datasets that cannot exist in a scope: a test of accounts, wherever they live, sees them empty there.

A GitHub organisation has no IAM users and an AWS account no members. Which columns they would have stands
in ``_columns.json``, which `make docs` writes: a company may have no scope of that kind at all.
"""

import json
from functools import cache

import duckdb
import pyarrow as pa

from include.control_tests import ROOM
from include.control_tests.definitions import Definition
from include.control_tests.query import connect
from include.control_tests.schemas import OBSERVED_AT
from include.model.scope import ScopeKind

COLUMNS = ROOM / "_columns.json"


def elsewhere(definition: Definition, kind: ScopeKind) -> dict[str, pa.Table]:
    """Return, empty, what a test reads that belongs to another kind of scope than the given one."""
    if definition.test.nature != "state":
        return {}
    known = _read()
    return {
        name: _dated(known[name][1]) if name in definition.test.looks_back_on else known[name][1]
        for name in definition.reads
        if name in known and known[name][0] != kind
    }


@cache
def _read() -> dict[str, tuple[str, pa.Table]]:
    said = json.loads(COLUMNS.read_text(encoding="utf-8"))
    with connect() as engine:
        return {
            name: (each["kind"], _empty(engine, each["columns"])) for name, each in said.items()
        }


def _empty(engine: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> pa.Table:
    selected = ", ".join(f'null::{kind} as "{name}"' for name, kind in columns.items())
    return engine.sql(f"select {selected} where false").to_arrow_table()


def _dated(table: pa.Table) -> pa.Table:
    return table.append_column(OBSERVED_AT, pa.array([], OBSERVED_AT.type))
