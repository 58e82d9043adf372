"""The columns of datasets that tests read in scopes where they cannot exist, as DuckDB names their types."""

import json
from collections.abc import Iterable

from include import sources
from include.control_tests.definitions import Definition, load_all
from include.control_tests.query import connect
from include.model.dataset import Dataset, Source
from include.model.scope import ScopeKind


def columns() -> str:
    """Write one line per dataset."""
    declared: list[Source] = [sources.load(name).SOURCE for name in sources.names("state")]
    tests = list(load_all().values())
    elsewhere = {kind: _read_elsewhere(kind, tests) for kind in ScopeKind}
    lines = [
        f'"{each.name}": {_columns(each, source.scope_kind)}'
        for source in declared
        for each in source.datasets
        if each.name in elsewhere[source.scope_kind]
    ]
    return "{\n" + ",\n".join(sorted(lines)) + "\n}\n"


def _read_elsewhere(kind: ScopeKind, tests: Iterable[Definition]) -> set[str]:
    """Name what is read per another kind of scope; registers can be read in all of them."""
    if kind is ScopeKind.COMPANY:
        return set()
    return {
        name
        for each in tests
        if each.test.nature == "state" and set(each.test.per) - {kind}
        for name in each.reads
    }


def _columns(dataset: Dataset, kind: ScopeKind) -> str:
    with connect() as engine:
        engine.register("dataset", dataset.columns.empty_table())
        described = engine.sql("describe dataset").fetchall()
    types = {name: kind for name, kind, *_ in described}
    return json.dumps({"kind": kind.value, "columns": types})
