"""The arguments of expectations, in which ``$name`` stands for a parameter."""

from collections.abc import Mapping
from typing import Any


def fill(kwargs: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Put the parameters' values where an expectation's arguments say ``$name``."""
    return {key: _filled(value, parameters) for key, value in kwargs.items()}


def parameters_in(value: Any) -> set[str]:
    """List the ``$name`` that stand in an argument, however deep."""
    if isinstance(value, str):
        return {value[1:]} if value.startswith("$") else set()
    if isinstance(value, Mapping):
        return {name for each in value.values() for name in parameters_in(each)}
    if isinstance(value, list | tuple):
        return {name for each in value for name in parameters_in(each)}
    return set()


def _filled(value: Any, parameters: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        given = parameters[value[1:]]
        return list(given) if isinstance(given, tuple) else given
    if isinstance(value, list | tuple):
        return [_filled(each, parameters) for each in value]
    return value
