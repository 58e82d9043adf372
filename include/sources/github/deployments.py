"""Deployments: who deployed which commit where, how it ended, who let it go, what it shipped.

GitHub lists deployments newest first, so a window in the past costs the pages since. It does not tell when
somebody approved, nor whose account a co-author's address is. A repository whose deployments can't be read
is one row without a number, and ``read_errors`` says why; so does a deployment of which a part can't be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._deployment_datasets import (
    APPROVAL,
    APPROVALS,
    COMMITS,
    COMPARISON,
    DEPLOYMENT,
    DEPLOYMENTS,
    RUN,
    STATUS,
    STATUSES,
)
from include.sources.github._deployment_history import History, outcome
from include.sources.github._listing import place, tested
from include.sources.github._shipped import Shipped
from include.sources.github.organization import instant

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(DEPLOYMENTS, STATUSES, APPROVALS, COMMITS),
    late_days=3,  # its states go on after the day it was created
)
_GHOST = "ghost"  # what GitHub itself calls an account that was deleted


@dataclass
class _Deployed:
    """What was read of one deployment, by the datasets that it fills."""

    deployment: Row
    statuses: list[Row] = field(default_factory=list)
    approvals: list[Row] = field(default_factory=list)
    commits: list[Row] = field(default_factory=list)


def collect(github: Github, into: Collection) -> None:
    """Read the window's deployments of each tested repository."""
    with into.reading(*SOURCE.datasets):
        read = [row for each in tested(github) for row in _repository(github, into, each)]
        for dataset, rows in (
            (DEPLOYMENTS, [each.deployment for each in read]),
            (STATUSES, [row for each in read for row in each.statuses]),
            (APPROVALS, [row for each in read for row in each.approvals]),
            (COMMITS, [row for each in read for row in each.commits]),
        ):
            into.expect(dataset, len(rows))
            into.add(dataset, rows)


def deployment_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns that the list of deployments answers."""
    creator = answer.get("creator")
    return {
        "deployment_id": required(answer, "id", DEPLOYMENT),
        "environment": answer.get("environment"),
        "oid": answer.get("sha"),
        "ref": answer.get("ref"),
        "task": answer.get("task"),
        "creator": (creator or {}).get("login"),
        "creator_type": "deleted" if creator is None else creator.get("type"),
        "created_at": instant(answer.get("created_at")),
    }


def approval_columns(answers: Iterable[Mapping[str, Any]], environment: str) -> list[Row]:
    """Return a row per person who approved or rejected the environment of a run."""
    people: dict[str, list[Mapping[str, Any]]] = {}
    for each in answers:
        named = {one.get("name") for one in each.get("environments") or ()}
        if not named or environment in named:
            people.setdefault((each.get("user") or {}).get("login") or _GHOST, []).append(each)
    return [
        {
            "approver": login,
            "state": _only([each.get("state") for each in given]),
            "comment": _only([each.get("comment") for each in given]),
        }
        for login, given in people.items()
    ]


def _repository(github: Github, into: Collection, repository: Mapping[str, Any]) -> list[_Deployed]:
    """Read one repository's deployments, or say in the one row why there is none."""
    name = repository["name"]
    history, shipped = History(github, name), Shipped(github, name)
    found: Row = {"read_errors": []}
    fill(
        found,
        f"GET {DEPLOYMENT}",
        lambda: {
            "answers": [(each, deployment_columns(each)) for each in history.of(into.interval)]
        },
    )
    if found["read_errors"]:
        return [_Deployed({**place(repository), "read_errors": found["read_errors"]})]
    return [
        _deployment(github, history, shipped, {**place(repository), **columns}, answer)
        for answer, columns in found["answers"]
    ]


def _deployment(
    github: Github, history: History, shipped: Shipped, row: Row, answer: Mapping[str, Any]
) -> _Deployed:
    """Ask what else is to be known of one deployment; each question fails for itself."""
    key = {name: row[name] for name in ("repository_id", "repository", "deployment_id")}
    row["read_errors"] = []
    read = _Deployed(row)
    statuses: list[Row] = []
    if not fill(row, f"GET {STATUS}", lambda: outcome(history.statuses(row["deployment_id"]))):
        statuses = history.statuses(row["deployment_id"])
    read.statuses = [
        {**key, **{name: each[name] for name in each if name != "links"}} for each in statuses
    ]
    approvals = _run(github, row, has_statuses=bool(statuses))
    read.approvals = [{**key, **each} for each in approvals]
    read.commits = [{**key, **each} for each in _commits(history, shipped, row, answer)]
    return read


def _run(github: Github, row: Row, *, has_statuses: bool) -> list[Row]:
    """Add who started the workflow run, and return who approved it; what no run made waits for nobody."""
    asked = {"repo": row["repository"], "run": row.get("run_id")}
    if row.get("run_id") is None:
        # Without any state it is not known yet whether a run will report.
        row["approval_count"] = 0 if has_statuses else None
        return []
    fill(row, f"GET {RUN}", lambda: _triggered_by(github.get(RUN, **asked)))
    found: Row = {"read_errors": row["read_errors"], "approvals": []}
    error = fill(
        found,
        f"GET {APPROVAL}",
        lambda: {"approvals": approval_columns(github.get(APPROVAL, **asked), row["environment"])},
    )
    if error is None:
        row["approval_count"] = sum(each["state"] == "approved" for each in found["approvals"])
    return list(found["approvals"])


def _commits(history: History, shipped: Shipped, row: Row, answer: Mapping[str, Any]) -> list[Row]:
    """Add the commit deployed before, and return what was shipped since."""
    if fill(row, f"GET {DEPLOYMENT}", lambda: {"previous_oid": history.previous(answer)}):
        return []
    found: Row = {"read_errors": row["read_errors"], "commits": []}
    fill(found, f"GET {COMPARISON}", lambda: _since(shipped, row["previous_oid"], answer))
    row["comparison"] = found.get("comparison")
    return [shipped.with_pull_request(each, row["ref"]) for each in found["commits"]]


def _since(shipped: Shipped, before: str | None, answer: Mapping[str, Any]) -> Columns:
    after = required(answer, "sha", DEPLOYMENT)
    if before is None:
        return {"commits": [shipped.alone(after)]}
    comparison, commits = shipped.between(before, after)
    return {"comparison": comparison, "commits": commits}


def _triggered_by(answer: Mapping[str, Any]) -> Columns:
    who = answer.get("triggering_actor") or answer.get("actor") or {}
    return {"run_triggered_by": who.get("login")}


def _only(values: list[Any]) -> Any:
    """Return what all values are; null where they differ."""
    return values[0] if all(each == values[0] for each in values) else None
