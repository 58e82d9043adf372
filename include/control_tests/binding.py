"""Holds a control test against the datasets' columns: whatever would be dropped or guessed is refused."""

import string
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.types as kinds

from include.control_tests.definitions import Definition, fill, wrong
from include.control_tests.examples import check_examples
from include.control_tests.parameters import effective
from include.control_tests.population import Populations
from include.control_tests.query import parse
from include.control_tests.schemas import seen_by
from include.model.dataset import UTC_TIMESTAMP
from include.model.errors import DefinitionError
from include.model.interval import window_of

_SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_STRINGS = pa.list_(pa.string())
# What a verdict file's facts and Great Expectations' frames hold without guessing.
_KEPT = (
    pa.bool_(),
    pa.int32(),
    pa.int64(),
    pa.float64(),
    pa.string(),
    pa.date32(),
    UTC_TIMESTAMP,
    _STRINGS,
)
_COLUMN_KEYS = ("column", "column_A", "column_B")


def bind(definition: Definition, schemas: Mapping[str, pa.Schema]) -> pa.Schema:
    """Return the population's typed columns, or raise ``DefinitionError`` at what does not fit."""
    with Populations() as populations:
        columns = _columns(definition, schemas, populations)
    test = definition.test
    _check_types(definition, columns)
    _check_named(definition, columns)
    for position, expectation in enumerate(test.expectations):
        _check_rule(definition, columns, position)
        _check_reason(definition, columns, position, expectation.reason)
    check_examples(definition, schemas)
    return columns


def _columns(
    definition: Definition, schemas: Mapping[str, pa.Schema], populations: Populations
) -> pa.Schema:
    """Run the SQL on empty tables, which is where DuckDB binds every name and type."""
    query = parse(definition.test.population)
    for name, line in query.tables.items():
        if name not in schemas:
            message = f"{name} is no dataset; expected one of {', '.join(sorted(schemas))}"
            raise wrong(definition.path, ("population",), message, sql_line=definition.line(line))
    seen = seen_by(definition, schemas)
    reachable = {column for name in definition.reads for column in seen[name].names}
    for word, line in query.words.items():
        if word not in reachable:
            message = f"{word} is no column of what is read, so the engine would answer; use $as_of"
            raise wrong(definition.path, ("population",), message, sql_line=definition.line(line))
    return populations.of(
        definition,
        {name: seen[name].empty_table() for name in definition.reads},
        as_of=_SOME_TIME,
        scope_id="",
        parameters=effective(definition, {}),
        interval=window_of(_SOME_TIME),
    ).schema


def _check_types(definition: Definition, columns: pa.Schema) -> None:
    test, place = definition.test, ("population",)
    if len(set(columns.names)) < len(columns.names):
        twice = next(name for name in columns.names if columns.names.count(name) > 1)
        raise wrong(definition.path, place, f"{twice} is selected twice; rename one")
    for field in columns:
        if field.type not in _KEPT:
            message = (
                f"{field.name} is {field.type}; cast it to one of {', '.join(map(str, _KEPT))}"
            )
            raise wrong(definition.path, place, message)
        if field.name in test.parameters:
            message = (
                f"{field.name} is a column and a parameter; a reason could not tell them apart"
            )
            raise wrong(definition.path, place, message)
    if "read_errors" in columns.names and columns.field("read_errors").type != _STRINGS:
        raise wrong(definition.path, place, "read_errors must be a list of strings")


def _check_named(definition: Definition, columns: pa.Schema) -> None:
    """Hold the columns that the test names against those of its population."""
    test = definition.test
    named: list[tuple[tuple[int | str, ...], str]] = [
        *((("item", number), name) for number, name in enumerate(test.item)),
        (("label",), test.label),
        *((("required", number), name) for number, name in enumerate(test.required)),
        *([(("due_at",), test.due_at)] if test.due_at else []),
    ]
    for place, name in named:
        if name not in columns.names:
            raise _no_column(definition, place, name, columns)
    for number, name in enumerate(test.item):
        kind = columns.field(name).type
        if not (kinds.is_string(kind) or kinds.is_integer(kind)):
            message = f"{name} is {kind}; an item is named by texts and whole numbers"
            raise wrong(definition.path, ("item", number), message)
    if test.due_at and columns.field(test.due_at).type != UTC_TIMESTAMP:
        message = f"{test.due_at} is {columns.field(test.due_at).type}; it must be an instant"
        raise wrong(definition.path, ("due_at",), message)


def _check_rule(definition: Definition, columns: pa.Schema, position: int) -> None:
    """A rule looks at flat columns, whose nulls somebody answers for, with values of their type."""
    test, place = definition.test, ("expectations", position, "kwargs")
    expectation = test.expectations[position]
    kwargs = fill(expectation.kwargs, effective(definition, {}))
    looked_at = [kwargs[key] for key in _COLUMN_KEYS if key in kwargs]
    for name in [*looked_at, *kwargs.get("column_list", [])]:
        if name not in columns.names:
            raise _no_column(definition, place, name, columns)
        kind = columns.field(name).type
        if kinds.is_nested(kind):
            raise wrong(definition.path, place, f"{name} is a list; count it in the SQL")
        if name not in test.required and not expectation.type.endswith("_not_be_null"):
            message = f"a null in {name} would pass; add it to required"
            raise wrong(definition.path, place, message)
        for key, value in _values(kwargs):
            if not _fits(value, kind):
                message = f"{key}: {value!r} never stands in {name}, which is {kind}"
                raise wrong(definition.path, place, message)


def _check_reason(definition: Definition, columns: pa.Schema, position: int, template: str) -> None:
    place = ("expectations", position, "reason")
    known = {*columns.names, *definition.test.parameters}
    try:
        fields = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    except ValueError as error:
        raise wrong(definition.path, place, f"not a template: {error}") from None
    for name in fields:
        if name not in known:
            message = f"{{{name}}} is neither a column of the population nor a parameter"
            raise wrong(definition.path, place, message)


def _values(kwargs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in ("min_value", "max_value", "sum_total"):
        if key in kwargs:
            yield key, kwargs[key]
    if "value_set" in kwargs:
        members = kwargs["value_set"]
        yield from (("value_set", each) for each in (members if isinstance(members, list) else []))


def _fits(value: Any, kind: pa.DataType) -> bool:
    if kinds.is_boolean(kind):
        return isinstance(value, bool)
    if kinds.is_integer(kind):
        return isinstance(value, int) and not isinstance(value, bool)
    if kinds.is_floating(kind):
        return isinstance(value, int | float) and not isinstance(value, bool)
    # Texts, and instants as ISO texts with an offset.
    return isinstance(value, str)


def _no_column(
    definition: Definition, place: tuple[int | str, ...], name: str, columns: pa.Schema
) -> DefinitionError:
    message = f"{name} is no column of the population; expected one of {', '.join(columns.names)}"
    return wrong(definition.path, place, message)
