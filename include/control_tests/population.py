"""Computes populations with DuckDB: one scope, one slot or day, and nothing but the tables it is given."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from include.control_tests.definitions import Definition, wrong
from include.control_tests.query import QueryError, connect, said
from include.model.errors import DefinitionError
from include.model.interval import Interval

# What a day has too much of for the memory is read as a population asks for it.
Rows: TypeAlias = pa.Table | ds.Dataset


def population(
    definition: Definition,
    tables: Mapping[str, Rows],
    *,
    as_of: datetime,
    scope_id: str,
    parameters: Mapping[str, Any],
    interval: Interval | None = None,
) -> pa.Table:
    """Compute one population; see ``Populations.of``, which is meant for many."""
    with Populations() as populations:
        return populations.of(
            definition,
            tables,
            as_of=as_of,
            scope_id=scope_id,
            parameters=parameters,
            interval=interval,
        )


def item_ids(definition: Definition, rows: pa.Table) -> list[str]:
    """Name each row's item: its item columns, joined by ``/``."""
    columns = [rows.column(name).to_pylist() for name in definition.test.item]
    return ["/".join(map(str, values)) for values in zip(*columns, strict=True)]


class Populations:
    """One DuckDB for many populations: opening it costs more than most of them."""

    def __init__(self) -> None:
        """Open a DuckDB that reaches no file, no network and no variable."""
        self._connection = connect()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Let go of DuckDB's memory."""
        self._connection.close()

    def of(
        self,
        definition: Definition,
        tables: Mapping[str, Rows],
        *,
        as_of: datetime,
        scope_id: str,
        parameters: Mapping[str, Any],
        interval: Interval | None = None,
    ) -> pa.Table:
        """Compute the population of one scope and slot or day, sorted by item.

        Args:
            definition: The test; its SQL sees ``tables`` by their names.
            tables: Every dataset that the test reads; more do no harm and are not seen.
            as_of: The instant, aware, that ages count from (``$as_of``).
            scope_id: The scope whose population it is (``$scope_id``).
            parameters: Every parameter of the test, by name.
            interval: The day that is judged (``$window_start``, ``$window_end``); tests of events need it.

        Raises:
            DefinitionError: A dataset is not given, the SQL does not fit, or two rows are one item.
        """
        missing = [name for name in definition.reads if name not in tables]
        if missing:
            message = f"{definition.name}: needs {', '.join(missing)}, which is not given"
            raise DefinitionError(message)
        given = {**parameters, "as_of": as_of, "scope_id": scope_id}
        if interval is not None:
            given |= {"window_start": interval.start, "window_end": interval.end}
        rows = self._select(definition, tables, given)
        _check_items(definition, rows)
        return rows.sort_by([(name, "ascending") for name in definition.test.item])

    def _select(
        self, definition: Definition, tables: Mapping[str, Rows], given: Mapping[str, Any]
    ) -> pa.Table:
        # DuckDB refuses a value that the SQL does not ask for.
        values = {name: _value(given[name]) for name in definition.sql_parameters}
        for name in definition.reads:
            self._connection.register(name, tables[name])
        try:
            # Asked this way DuckDB hands over Arrow without a copy of the rows.
            relation = self._connection.sql(definition.test.population, params=values or None)
            return relation.to_arrow_table()
        except duckdb.Error as error:
            problem = self._located(definition, values) or said(error)
            line = definition.line(problem.line)
            raise wrong(definition.path, ("population",), str(problem), sql_line=line) from None
        finally:
            for name in definition.reads:
                self._connection.unregister(name)

    def _located(self, definition: Definition, values: Mapping[str, Any]) -> QueryError | None:
        """Ask for the plan: where the SQL does not fit, this way of asking also tells the line."""
        try:
            self._connection.execute(f"explain {definition.test.population}", dict(values))
        except duckdb.Error as error:
            return said(error)
        return None


def _value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _check_items(definition: Definition, rows: pa.Table) -> None:
    """Every row is one item, named, and no item stands twice: otherwise the counts would lie."""
    key = list(definition.test.item)
    strangers = [name for name in key if name not in rows.column_names]
    if strangers:
        message = f"{', '.join(strangers)} is no column of the population"
        raise wrong(definition.path, ("item",), message)
    unnamed = next((name for name in key if rows.column(name).null_count), None)
    if unnamed:
        message = f"{unnamed} is null in a row of the population; an item needs a name"
        raise wrong(definition.path, ("population",), message)
    counted = rows.select(key).group_by(key, use_threads=False).aggregate([([], "count_all")])
    if counted.num_rows < rows.num_rows:
        names = item_ids(definition, rows)
        twice = next(name for name in names if names.count(name) > 1)
        message = f"{twice} stands {names.count(twice)} times in the population; one row per item"
        raise wrong(definition.path, ("population",), message)
