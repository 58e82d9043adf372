"""Turns the rows of worked examples into typed tables, strictly."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pyarrow as pa

from include.control_tests.definitions import Definition, wrong
from include.control_tests.parameters import mismatch
from include.control_tests.schemas import seen_by
from include.model.control import Example
from include.model.interval import Interval, window_of

_MOMENT = timedelta(microseconds=1)


def tables_of(
    definition: Definition, example: Example, schemas: Mapping[str, pa.Schema]
) -> dict[str, pa.Table | None]:
    """Type an example's rows: every dataset the test reads, empty where absent, None where not collected.

    A column that a row leaves out is null. Raises ``DefinitionError`` for an unknown dataset or column
    and for a value of another type.
    """
    position = definition.test.examples.index(example)
    place: tuple[int | str, ...] = ("examples", position, "given")
    strangers = sorted(set(example.given) - set(definition.reads))
    if strangers:
        message = f"{strangers[0]} is not read by the test; expected {', '.join(definition.reads)}"
        raise wrong(definition.path, (*place, strangers[0]), message)
    return {
        name: _table(definition, (*place, name), example.given.get(name, ()), schema)
        for name, schema in seen_by(definition, schemas).items()
    }


def window_of_example(example: Example) -> Interval:
    """Return the day that an example of events is about: the last one that was over at its instant."""
    return window_of(window_of(example.at).start - _MOMENT)


def check_examples(definition: Definition, schemas: Mapping[str, pa.Schema]) -> None:
    """Hold every example against the datasets' columns and the test's parameters."""
    for position, example in enumerate(definition.test.examples):
        tables_of(definition, example, schemas)
        for name, value in example.parameters.items():
            problem = mismatch(definition, name, value)
            if problem:
                place = ("examples", position, "parameters", name)
                raise wrong(definition.path, place, problem)


def _table(
    definition: Definition,
    place: tuple[int | str, ...],
    rows: tuple[Mapping[str, Any], ...] | None,
    schema: pa.Schema,
) -> pa.Table | None:
    if rows is None:
        return None
    for number, row in enumerate(rows):
        unknown = sorted(set(row) - set(schema.names))
        if unknown:
            message = f"{unknown[0]} is no column of {place[-1]}"
            raise wrong(definition.path, (*place, number), message)
    # An example gives only what matters, so every column may be null here.
    relaxed = pa.schema([(field.name, field.type) for field in schema])
    try:
        return pa.Table.from_pylist([dict(row) for row in rows], schema=relaxed)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        message = f"a value does not fit its column: {' '.join(str(error).split())}"
        raise wrong(definition.path, place, message) from None
