"""Thresholds: the tests' defaults, and management's own in ``parameters.yaml``, which only override."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.control_tests.definitions import Definition
from include.model.control import Scalar
from include.model.errors import DefinitionError
from include.model.files import line_of, read_yaml
from include.model.parameters import ParametersFile


def effective(definition: Definition, overrides: Mapping[str, Scalar]) -> dict[str, Any]:
    """Return the value of each of a test's parameters, lists as lists.

    Raises ``DefinitionError`` for an override of an unknown parameter or with another type.
    """
    for name, value in overrides.items():
        problem = mismatch(definition, name, value)
        if problem:
            raise DefinitionError(f"{definition.name}: {problem}")
    values = {**definition.test.parameters, **overrides}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def read_parameters(path: Path, definitions: Mapping[str, Definition]) -> ParametersFile:
    """Read management's thresholds, and refuse one for a test or parameter that does not exist."""
    file = read_yaml(path, ParametersFile)
    _check(path, ("tests",), file.tests, definitions)
    for name, group in file.groups.items():
        place = ("groups", name, "tests")
        _check(path, place, group.tests, definitions)
        for test in group.tests:
            if "repository" not in definitions[test].test.item:
                message = "its items name no repository, so its parameters are the same for all"
                raise _wrong(path, (*place, test), message)
    return file


def _check(
    path: Path,
    place: tuple[str, ...],
    tests: Mapping[str, Mapping[str, Scalar]],
    definitions: Mapping[str, Definition],
) -> None:
    for test, overrides in tests.items():
        if test not in definitions:
            known = ", ".join(sorted(definitions))
            raise _wrong(path, (*place, test), f"no such control test; expected one of {known}")
        for name, value in overrides.items():
            problem = mismatch(definitions[test], name, value)
            if problem:
                raise _wrong(path, (*place, test, name), problem)


def mismatch(definition: Definition, name: str, value: Scalar) -> str | None:
    """Say what is wrong with an override, or nothing."""
    defaults = definition.test.parameters
    if name not in defaults:
        known = ", ".join(sorted(defaults)) or "none: the test has no parameters"
        return f"{name} is no parameter; expected one of {known}"
    kind = type(defaults[name])
    # A whole number may stand for a fraction; a yes or no is not a number.
    if type(value) is kind or (kind is float and type(value) is int):
        return None
    return f"{name} must be like its default {defaults[name]!r}, got {value!r}"


def _wrong(path: Path, location: tuple[int | str, ...], message: str) -> DefinitionError:
    where = ".".join(str(part) for part in location)
    line = line_of(path.read_text(encoding="utf-8"), location)
    return DefinitionError(f"{path}:{line}: {where}: {message}")
