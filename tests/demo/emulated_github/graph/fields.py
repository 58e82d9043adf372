"""Finds what stands behind a field: a function of its own, else the attribute of the same name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo

from tests.demo.emulated_github.history_model import (
    Check,
    Commit,
    Deployment,
    DeploymentStatus,
    Event,
    Issue,
    PullRequest,
    Review,
    Signature,
    Status,
)
from tests.demo.emulated_github.limits import Limits
from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.people import Account, App
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.world import World

Resolver = Callable[..., Any]
FIELDS: dict[tuple[str, str], Resolver] = {}
NAMES: dict[type, str] = {
    Check: "CheckRun",
    Status: "StatusContext",
    Commit: "Commit",
    PullRequest: "PullRequest",
    Review: "PullRequestReview",
    Repository: "Repository",
    Organisation: "Organization",
    Deployment: "Deployment",
    DeploymentStatus: "DeploymentStatus",
    Issue: "Issue",
    Signature: "GitActor",
    App: "App",
}


@dataclass(frozen=True)
class Asking:
    """What every field may look at: the world, its limits, the server's address and the weight."""

    world: World
    limits: Limits
    base: str
    points: int
    nodes: int


class Denied(Exception):
    """A field that GitHub leaves null with an error of its ``kind`` beside the data."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.kind = kind


def field(*names: str) -> Callable[[Resolver], Resolver]:
    """Answer fields (``Type.field``) by this function of source, what is asked and arguments.

    Arguments come in snake case.
    """

    def keep(resolver: Resolver) -> Resolver:
        for each in names:
            owner, _, name = each.partition(".")
            FIELDS[owner, name] = resolver
        return resolver

    return keep


def resolve(source: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
    """Resolve one field."""
    if found := FIELDS.get((info.parent_type.name, info.field_name)):
        return found(source, info.context, **{_attribute(k): v for k, v in given.items()})
    if isinstance(source, dict):
        return source[info.field_name]
    return getattr(source, _attribute(info.field_name))


def _attribute(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def name_of(value: Any, *_: Any) -> str:
    """Name the GraphQL type of a value behind an interface or a union."""
    if isinstance(value, Event):
        return value.kind
    if isinstance(value, Account):
        return value.kind
    if isinstance(value, dict):
        return str(value["__typename"])
    return NAMES[type(value)]
