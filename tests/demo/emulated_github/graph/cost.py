"""Weighs a GraphQL query before it runs, as GitHub does: nodes at most, points, the size of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from graphql.utilities import value_from_ast_untyped

MOST_NODES, MOST_PER_PAGE, PER_POINT = 500_000, 100, 100
OUTER = ("pullRequests", "history", "deployments")
BY_ONE = ("pullRequest", "object", "repository", "node")


class TooMuch(Exception):
    """GitHub would not run the query; ``kind`` is its own word for why."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.kind = kind


@dataclass
class Weight:
    """What a query asks for at most: ``page`` is the largest number of changes asked at once."""

    nodes: int = 0
    requests: int = 0
    page: int = 0

    @property
    def points(self) -> int:
        """Return what it takes from the budget."""
        return max(1, round(self.requests / PER_POINT))


def weigh(document: DocumentNode, variables: dict[str, Any], connections: set[str]) -> Weight:
    """Weigh a query; ``connections`` are the names of the fields that are pages.

    Raises:
        TooMuch: a page without a size, or too large, or more than 500,000 nodes.
    """
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    weight = Weight()
    scale = _Scale(weight, fragments, variables, connections)
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode):
            scale.add(each.selection_set, 1)
    if weight.nodes > MOST_NODES:
        msg = (
            f"This query requests up to {weight.nodes:,} possible nodes which exceeds the maximum "
            f"limit of {MOST_NODES:,}."
        )
        raise TooMuch("MAX_NODE_LIMIT_EXCEEDED", msg)
    return weight


@dataclass
class _Scale:
    weight: Weight
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]
    connections: set[str]

    def add(self, selected: SelectionSetNode | None, times: int) -> None:
        """Add what is selected ``times`` times."""
        alone = 0
        for each in selected.selections if selected else ():
            if isinstance(each, FieldNode):
                alone += each.name.value in BY_ONE
                self._add_field(each, times)
            elif isinstance(each, FragmentSpreadNode):
                self.add(self.fragments[each.name.value].selection_set, times)
            else:
                self.add(getattr(each, "selection_set", None), times)
        self.weight.page = max(self.weight.page, alone)

    def _add_field(self, node: FieldNode, times: int) -> None:
        name = node.name.value
        given = {
            each.name.value: value_from_ast_untyped(each.value, self.variables)
            for each in node.arguments or ()
        }
        if name == "nodes" and "ids" in given:
            self.weight.page = max(self.weight.page, len(given["ids"]))
        inside = times
        if name in self.connections:
            size = self._size(name, given)
            self.weight.requests += times
            self.weight.nodes += times * size
            inside = times * size
            if name in OUTER:
                self.weight.page = max(self.weight.page, size)
        self.add(node.selection_set, inside)

    def _size(self, name: str, given: dict[str, Any]) -> int:
        size = given.get("first") if given.get("first") is not None else given.get("last")
        if size is None:
            msg = (
                f"You must provide a `first` or `last` value to properly paginate the `{name}` "
                "connection."
            )
            raise TooMuch("MISSING_PAGINATION_BOUNDARIES", msg)
        if not 1 <= size <= MOST_PER_PAGE:
            msg = (
                f"Requesting {size} records on the `{name}` connection exceeds the `first` limit "
                f"of {MOST_PER_PAGE} records."
            )
            raise TooMuch("EXCESSIVE_PAGINATION", msg)
        return int(size)
