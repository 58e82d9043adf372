"""Fields of the top, of repositories and of refs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.demo.emulated_github.graph.fields import Asking, Denied, field
from tests.demo.emulated_github.graph.pages import page
from tests.demo.emulated_github.history_model import Commit, PullRequest
from tests.demo.emulated_github.people import Account
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.shapes import GITHUB, node_id


@dataclass(frozen=True)
class Ref:
    """A branch by name."""

    repository: Repository
    name: str
    target: Commit
    prefix: str = "refs/heads/"

    @property
    def id(self) -> str:
        """Make its global id."""
        return f"REF_{self.repository.id:x}{self.name}"


def branch(it: Repository, name: str) -> Ref | None:
    """Find a branch by short or full name."""
    short = name.removeprefix("refs/heads/")
    found = it.branches.get(short)
    return Ref(it, short, found) if found else None


@field("Query.repository")
def repository(
    _: Any, asking: Asking, owner: str, name: str, *, follow_renames: bool = True
) -> Any:
    full_name = f"{owner}/{name}"
    moved = asking.world.moved.get(full_name) if follow_renames else None
    found = asking.world.repositories.get(full_name) or moved
    if found is None:
        msg = f"Could not resolve to a Repository with the name '{full_name}'."
        raise Denied("NOT_FOUND", msg)
    return found


@field("Query.organization")
def organization(_: Any, asking: Asking, login: str) -> Any:
    if login not in asking.world.organisations:
        msg = f"Could not resolve to an Organization with the login of '{login}'."
        raise Denied("NOT_FOUND", msg)
    return asking.world.organisations[login]


@field("Query.viewer")
def viewer(_: Any, __: Asking) -> Account:
    return Account(1, "evidence-collector", "User")


@field("Query.rateLimit")
def rate_limit(_: Any, asking: Asking, *, dry_run: bool = False) -> dict[str, Any]:
    budget = asking.limits.budgets["graphql"]
    cost = 0 if dry_run else asking.points
    return {
        "cost": asking.points,
        "limit": budget.limit,
        "nodeCount": asking.nodes,
        "remaining": max(budget.remaining - cost, 0),
        "resetAt": datetime.fromtimestamp(int(budget.reset) + 1, UTC),
        "used": budget.used + cost,
    }


@field("Query.node")
def node(_: Any, asking: Asking, **given: str) -> Any:
    found = _by_id(asking, given["id"])
    if found is None:
        msg = f"Could not resolve to a node with the global id of '{given['id']}'."
        raise Denied("NOT_FOUND", msg)
    return found


@field("Query.nodes")
def nodes(_: Any, asking: Asking, ids: list[str]) -> list[Any]:
    return [_by_id(asking, each) for each in ids]


def _by_id(asking: Asking, wanted: str) -> PullRequest | Commit | Repository | None:
    for it in asking.world.repositories.values():
        if wanted == node_id("R", it.id):
            return it
        if wanted.startswith(f"C_kwDO{it.id:x}"):
            return it.commits.get(wanted[-40:])
    held = (each for it in asking.world.repositories.values() for each in it.pulls)
    return next((each for each in held if node_id("PR", each.id) == wanted), None)


@field("Repository.archivedAt")
def archived_at(it: Repository, _: Asking) -> datetime | None:
    return it.pushed_at + timedelta(days=1) if it.settings.archived else None


@field("Repository.isArchived")
def is_archived(it: Repository, _: Asking) -> bool:
    return it.settings.archived


@field("Repository.nameWithOwner")
def name_with_owner(it: Repository, _: Asking) -> str:
    return it.full_name


@field("Repository.url")
def repository_url(it: Repository, _: Asking) -> str:
    return f"{GITHUB}/{it.full_name}"


@field("Repository.visibility")
def visibility(it: Repository, _: Asking) -> str:
    return it.settings.visibility.upper()


@field("Repository.defaultBranchRef")
def default_branch(it: Repository, _: Asking) -> Ref | None:
    return branch(it, it.default_branch)


@field("Repository.ref")
def ref(it: Repository, _: Asking, qualified_name: str) -> Ref | None:
    return branch(it, qualified_name)


@field("Repository.refs")
def refs(it: Repository, _: Asking, ref_prefix: str, query: str = "", **given: Any) -> Any:
    names = sorted(it.branches) if ref_prefix == "refs/heads/" else []
    return page([branch(it, each) for each in names if query in each], given)


@field("Repository.object")
def git_object(it: Repository, _: Asking, oid: str = "", expression: str = "") -> Commit | None:
    wanted = oid or expression
    return it.commits.get(wanted) or it.branches.get(wanted.removeprefix("refs/heads/"))
