"""Answers one GraphQL call: weighed first, then executed by graphql-core, errors beside the data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from tests.demo.emulated_github.graph import (  # noqa: F401 - each fills the table of fields
    changes,
    commits,
    deployments,
    identities,
    organisations,
    places,
)
from tests.demo.emulated_github.graph.cost import TooMuch, weigh
from tests.demo.emulated_github.graph.fields import Asking, Denied, name_of, resolve
from tests.demo.emulated_github.limits import Limits
from tests.demo.emulated_github.world import World

SDL = Path(__file__).with_name("schema.graphql")
SLOW = {
    "message": "We couldn't respond to your request in time. Sorry about that. Please try resubmitting "
    "your request and contact us if the problem persists."
}
TIMED_OUT = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it "
    "could be a GitHub bug."
)


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """Build the schema; times are written as GitHub writes them."""
    made = build_schema(SDL.read_text())
    for name in ("DateTime", "GitTimestamp"):
        scalar = made.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        scalar.serialize = scalar.coerce_output_value = _instant  # type: ignore[attr-defined]
    return made


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1)
def connections() -> frozenset[str]:
    """Name the fields that are pages."""
    types = [each for each in schema().type_map.values() if isinstance(each, GraphQLObjectType)]
    return frozenset(
        name for each in types for name, field in each.fields.items() if "first" in field.args
    )


@lru_cache(maxsize=64)
def _parsed(query: str) -> tuple[DocumentNode | None, list[GraphQLError]]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, [error]
    return document, validate(schema(), document)


def answer(world: World, limits: Limits, base: str, body: bytes) -> tuple[int, Any, int]:
    """Answer a call's body: the status, what is said, and how many points it took."""
    try:
        asked = json.loads(body)
        query, variables = asked["query"], asked.get("variables") or {}
    except (ValueError, TypeError, KeyError):
        return 400, {"message": "Problems parsing JSON"}, 1
    document, errors = _parsed(query)
    if document is None or errors:
        return 200, {"errors": [each.formatted for each in errors]}, 1
    try:
        weight = weigh(document, variables, set(connections()))
    except TooMuch as error:
        return 200, {"errors": [{"type": error.kind, "message": str(error)}]}, 1
    if limits.graphql_502_above is not None and weight.page > limits.graphql_502_above:
        return 502, SLOW, 1
    if limits.graphql_timeout_above is not None and weight.page > limits.graphql_timeout_above:
        return 200, {"data": None, "errors": [{"message": TIMED_OUT}]}, weight.points
    result = execute_sync(
        schema(),
        document,
        context_value=Asking(world, limits, base, weight.points, weight.nodes),
        variable_values=variables,
        field_resolver=resolve,
        type_resolver=name_of,
        operation_name=asked.get("operationName"),
    )
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = [_told(each) for each in result.errors]
    return 200, told, weight.points


def _told(error: GraphQLError) -> dict[str, Any]:
    """Write an error; what was denied carries its kind. Anything else is the emulator's own mistake."""
    cause = error.original_error
    if isinstance(cause, Denied):
        return {"type": cause.kind, **error.formatted}
    if cause is not None and not isinstance(cause, GraphQLError):
        raise cause
    return dict(error.formatted)
