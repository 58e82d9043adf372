"""Global ids and the numbers behind them, the same way for every type."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.demo.emulated_github.graph.fields import Asking, field
from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.rest.commit_shapes import git_node
from tests.demo.emulated_github.rest.shapes import GITHUB, node_id

PREFIXES = {
    "AddedToMergeQueueEvent": "AMQE",
    "App": "A",
    "Bot": "BOT",
    "CheckRun": "CR",
    "Deployment": "DE",
    "DeploymentStatus": "DES",
    "HeadRefForcePushedEvent": "HRFPE",
    "Issue": "I",
    "LabeledEvent": "LE",
    "MergedEvent": "ME",
    "PullRequest": "PR",
    "PullRequestReview": "PRR",
    "RemovedFromMergeQueueEvent": "RFMQE",
    "Repository": "R",
    "ReviewDismissedEvent": "RDE",
    "StatusContext": "SC",
    "User": "U",
}
NUMBERED = (
    *("App", "Bot", "CheckRun", "Deployment", "Issue", "PullRequest", "PullRequestReview"),
    *("Repository", "ReviewDismissedEvent", "User"),
)


def _identify(owner: str, prefix: str) -> None:
    @field(f"{owner}.id")
    def identity(it: Any, _: Asking) -> str:
        return node_id(prefix, it.id)


for _owner, _prefix in PREFIXES.items():
    _identify(_owner, _prefix)


@field("Commit.id")
def commit_id(it: Any, _: Asking) -> str:
    return git_node(it)


@field("Organization.id")
def organisation_id(it: Organisation, _: Asking) -> str:
    return node_id("O", it.account.id)


@field("Organization.databaseId")
def organisation_number(it: Organisation, _: Asking) -> int:
    return it.account.id


@field(*(f"{each}.databaseId" for each in NUMBERED))
def number(it: Any, _: Asking) -> int | None:
    """Tell the number; what does not fit 32 bits is null, as at GitHub."""
    return it.id if it.id < 2**31 else None


@field("PullRequest.fullDatabaseId", "PullRequestReview.fullDatabaseId")
def full_number(it: Any, _: Asking) -> str:
    return str(it.id)


@field("User.url", "Bot.url", "Organization.url")
def address(it: Any, _: Asking) -> str:
    return f"{GITHUB}/{it.login}"


def _constant(*names: str, value: Any) -> None:
    @field(*names)
    def constant(_: Any, __: Asking) -> Any:
        return value


_constant("PullRequest.isCrossRepository", "PullRequest.isDraft", value=False)
_constant("ReviewDismissedEvent.dismissalMessage", value="Out of date")
_constant("RemovedFromMergeQueueEvent.reason", value="merged")
_constant("MergedEvent.mergeRefName", value="main")


@field("PullRequest.baseRepository", "PullRequest.headRepository")
def same_repository(it: Any, _: Asking) -> Any:
    return it.repository


@field("AddedToMergeQueueEvent.enqueuer", "RemovedFromMergeQueueEvent.enqueuer")
def enqueuer(it: Any, _: Asking) -> Any:
    return it.actor if it.actor and it.actor.kind == "User" else None


@field("PullRequest.updatedAt")
def updated(it: Any, _: Asking) -> datetime:
    return it.updated_at
