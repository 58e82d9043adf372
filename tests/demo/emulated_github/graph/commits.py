"""Fields of commits, their checks and statuses."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from tests.demo.emulated_github import git
from tests.demo.emulated_github.graph.fields import Asking, Denied, field
from tests.demo.emulated_github.graph.pages import page
from tests.demo.emulated_github.history_model import (
    Check,
    Commit,
    PullRequest,
    Signature,
    Status,
)
from tests.demo.emulated_github.people import Account
from tests.demo.emulated_github.plans import REQUIRED_CHECKS
from tests.demo.emulated_github.rest.shapes import GITHUB, node_id

FORBIDDEN = "Resource not accessible by personal access token"


@lru_cache(maxsize=64)
def log(tip: Commit) -> tuple[Commit, ...]:
    """List what a commit descends from; commits never change, so it is worked out once."""
    return tuple(git.newest_first(git.reachable(tip)))


@field("Commit.parents")
def parents(it: Commit, _: Asking, **given: Any) -> dict[str, Any]:
    return page(it.parents, given)


@field("Commit.associatedPullRequests")
def associated(it: Commit, _: Asking, **given: Any) -> dict[str, Any]:
    return page(it.pulls, given)


@field("Commit.oid")
def oid(it: Commit, _: Asking) -> str:
    return it.sha


@field("Commit.url")
def commit_url(it: Commit, _: Asking) -> str:
    return f"{GITHUB}/{it.repository.full_name}/commit/{it.sha}"


@field("Commit.authoredDate")
def authored(it: Commit, _: Asking) -> datetime:
    return it.author.at


@field("Commit.committedDate")
def committed(it: Commit, _: Asking) -> datetime:
    return it.committer.at


@field("Commit.messageHeadline")
def headline(it: Commit, _: Asking) -> str:
    return it.message.split("\n")[0]


@field("Commit.signature")
def signature(it: Commit, _: Asking) -> dict[str, Any] | None:
    if it.committer.name != "GitHub":
        return None
    return {"__typename": "GpgSignature", "isValid": True, "wasSignedByGitHub": True}


@field("Commit.authors")
def authors(it: Commit, _: Asking, **given: Any) -> dict[str, Any]:
    """List the author and then the co-authors of the trailers."""
    co = [Signature(each.git_name, each.email, it.author.at, each) for each in it.co_authors]
    return page([it.author, *co], given)


@field("Commit.history")
def history(it: Commit, _: Asking, since: str = "", until: str = "", **given: Any) -> Any:
    """List the commit and its ancestors by committer's date, as ``git log`` with both bounds."""
    first = datetime.fromisoformat(since) if since else None
    last = datetime.fromisoformat(until) if until else None
    found = [
        each
        for each in log(it)
        if (first is None or each.committer.at >= first)
        and (last is None or each.committer.at <= last)
    ]
    return page(found, given)


@field("GitActor.date")
def signed_at(it: Signature, _: Asking) -> datetime:
    return it.at


@field("GitActor.user")
def signed_by(it: Signature, _: Asking) -> Account | None:
    return it.account if it.account and it.account.kind == "User" else None


@field("Commit.statusCheckRollup")
def rollup(it: Commit, _: Asking) -> Commit | None:
    """Roll up a commit's checks; the commit itself stands for its rollup."""
    if it.repository.settings.hidden:
        raise Denied("FORBIDDEN", FORBIDDEN)
    return it if it.checks or it.statuses else None


@field("PullRequest.statusCheckRollup")
def rollup_of_head(it: PullRequest, asking: Asking) -> Commit | None:
    return rollup(it.head, asking)


@field("StatusCheckRollup.id")
def rollup_id(it: Commit, _: Asking) -> str:
    return f"SCR_{it.sha}"


@field("StatusCheckRollup.commit")
def rollup_commit(it: Commit, _: Asking) -> Commit:
    return it


@field("StatusCheckRollup.state")
def rollup_state(it: Commit, _: Asking) -> str:
    ends = {each.conclusion for each in _latest(it)} | {each.state for each in it.statuses}
    return "FAILURE" if "failure" in ends else "SUCCESS"


@field("StatusCheckRollup.contexts")
def contexts(it: Commit, _: Asking, **given: Any) -> dict[str, Any]:
    """List every check run (of a name that was run again: the latest) and every status."""
    runs = _latest(it)
    both: list[Check | Status] = [*runs, *it.statuses]
    return page(both, given, checkRunCount=len(runs), statusContextCount=len(it.statuses))


def _latest(it: Commit) -> list[Check]:
    return list({(each.app.id, each.name): each for each in it.checks}.values())


def _capitals(owner: str, name: str) -> None:
    @field(f"{owner}.{name}")
    def capitals(it: Any, _: Asking) -> str | None:
        value = getattr(it, name)
        return value.upper() if value else None


for _owner, _name in (
    ("CheckRun", "conclusion"),
    ("CheckRun", "status"),
    ("StatusContext", "state"),
):
    _capitals(_owner, _name)


@field("CheckRun.isRequired", "StatusContext.isRequired")
def is_required(it: Check | Status, _: Asking, **__: Any) -> bool:
    return (it.name if isinstance(it, Check) else it.context) in REQUIRED_CHECKS


@field("CheckRun.checkSuite")
def suite(it: Check, _: Asking) -> dict[str, Any]:
    return {"app": it.app, "databaseId": it.suite_id % 2**31, "id": node_id("CS", it.suite_id)}


@field("StatusContext.targetUrl")
def target_url(_: Status, __: Asking) -> None:
    return None
