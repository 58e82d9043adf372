"""Builds a control test's Great Expectations suite, refusing whatever would be dropped in silence."""

from collections.abc import Mapping
from typing import Any

import great_expectations as gx
from great_expectations.exceptions.exceptions import GreatExpectationsError

from include.control_tests.definitions import fill
from include.model.control import ControlTest, Expectation, Severity
from include.model.errors import DefinitionError

_SEVERITY = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "warning",
    Severity.LOW: "info",
}


def suite(name: str, test: ControlTest, parameters: Mapping[str, Any]) -> gx.ExpectationSuite:
    """Build the test's suite, or raise ``DefinitionError`` for what Great Expectations would drop.

    It drops an expectation of an unknown type or severity with a log line, hence the count.
    """
    configurations = [
        {
            "type": expectation.type,
            "kwargs": fill(_careful(expectation), parameters),
            "severity": _SEVERITY[test.severity],
            "meta": {"position": position},
        }
        for position, expectation in enumerate(test.expectations)
    ]
    try:
        built = gx.ExpectationSuite(name=name, expectations=configurations)
    except (GreatExpectationsError, ValueError, TypeError) as error:
        raise DefinitionError(
            f"{name}: Great Expectations refuses the suite: {one_line(error)}"
        ) from error
    if len(built.expectations) != len(configurations):
        kept, declared = len(built.expectations), len(configurations)
        raise DefinitionError(f"{name}: Great Expectations kept {kept} of {declared} expectations")
    return built


def _careful(expectation: Expectation) -> dict[str, Any]:
    """Spare pair rules the rows with a null, on which they raise; such a row is unreadable anyway."""
    if "column_A" in expectation.kwargs:
        return {"ignore_row_if": "either_value_is_missing", **expectation.kwargs}
    return expectation.kwargs


def one_line(message: object) -> str:
    """Fold a message of Great Expectations into one line of bearable length."""
    return " ".join(str(message).split())[:300]
