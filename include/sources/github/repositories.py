"""Repositories as they are set: switches, code owners, what protects their branches, environments.

GitHub answers about now only: how a branch was protected yesterday is known only if somebody looked.
Every repository is a row; what `scope.yaml` does not test is listed with the reason and not asked more.
A question that fails for one repository leaves its columns null and says so in `read_errors`.
"""

from collections.abc import Mapping
from typing import Any

from include.model.dataset import Dataset, Nature, Source
from include.model.record import Reconciliation
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._environments import environments
from include.sources.github._listing import listed, place
from include.sources.github._protection import Protections
from include.sources.github._repository_datasets import (
    BRANCHES,
    CODEOWNERS,
    CONTENTS,
    ENVIRONMENT,
    PROTECTIONS,
    REPOSITORIES,
    REPOSITORY,
    SWITCHES,
    WORKFLOW,
)
from include.sources.github.organization import instant, workflow_columns

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(REPOSITORIES, PROTECTIONS, ENVIRONMENT),
)
_ORG = "/orgs/{org}"


def collect(github: Github, into: Collection) -> None:
    """List the repositories and hold the list against GitHub's own count; then ask about each tested one."""
    repositories: list[Mapping[str, Any]] = []
    with into.reading(*SOURCE.datasets):
        repositories = listed(github)
    whole = github.organization
    tested = [each for each in repositories if not whole.why_out_of_scope(each["name"])]
    with into.reading(REPOSITORIES):
        if _is_readable(into, REPOSITORIES):
            _add(into, REPOSITORIES, [_repository(github, each) for each in repositories])
            _count_again(github, into, len(repositories))
    with into.reading(PROTECTIONS):
        if _is_readable(into, PROTECTIONS):
            protections = Protections(github)
            rows = [row for each in tested for row in _branches(github, protections, each)]
            _add(into, PROTECTIONS, rows)
    with into.reading(ENVIRONMENT):
        if _is_readable(into, ENVIRONMENT):
            _add(into, ENVIRONMENT, [row for each in tested for row in environments(github, each)])


def repository_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns that the list of repositories answers; what it leaves out is null."""
    return {
        **place(answer),
        "visibility": answer.get("visibility"),
        "archived": answer.get("archived"),
        "is_fork": answer.get("fork"),
        "default_branch": answer.get("default_branch"),
        "created_at": instant(answer.get("created_at")),
        "pushed_at": instant(answer.get("pushed_at")),
        **switch_columns(answer),
    }


def switch_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the security switches of a repository; null where GitHub keeps them back."""
    switches = answer.get("security_and_analysis") or {}
    return {each: (switches.get(each) or {}).get("status") for each in SWITCHES}


def _repository(github: Github, answer: Mapping[str, Any]) -> Row:
    why = github.organization.why_out_of_scope(answer["name"])
    row: Row = {"read_errors": [], **repository_columns(answer)}
    row |= {"in_scope": why is None, "why_out_of_scope": why}
    if why is None:
        name = answer["name"]
        if "security_and_analysis" not in answer:
            # Older servers show the switches one repository at a time.
            fill(
                row, f"GET {REPOSITORY}", lambda: switch_columns(github.get(REPOSITORY, repo=name))
            )
        fill(row, f"GET {WORKFLOW}", lambda: workflow_columns(github.get(WORKFLOW, repo=name)))
        fill(row, f"GET {CODEOWNERS}", lambda: _codeowners(github, name))
    return row


def _codeowners(github: Github, name: str) -> Columns:
    found = github.get(CODEOWNERS, absent=("NotFound",), repo=name)
    if found is None:
        # The same words mean that there is no such file and that we may not see one: who can read
        # the contents may see it.
        github.get(CONTENTS, absent=("RepositoryEmpty",), repo=name)
        return {"codeowners_exists": False, "codeowners_errors": 0}
    return {
        "codeowners_exists": True,
        "codeowners_errors": len(required(found, "errors", CODEOWNERS)),
    }


def _branches(github: Github, protections: Protections, answer: Mapping[str, Any]) -> list[Row]:
    """Return a row per branch that matters; a repository without a commit has none."""
    base: Row = {**place(answer), "archived": answer.get("archived")}
    organization, default = github.organization, answer.get("default_branch")
    # Only where patterns say what is released from must every branch be looked at.
    query = {} if organization.release_branches else {"protected": "true"}
    found: Row = {"read_errors": []}
    pages = github.pages(BRANCHES, repo=answer["name"], **query)
    fill(found, f"GET {BRANCHES}", lambda: {"names": _worth_asking(github, list(pages))})
    names = found.get("names", [])
    if default is not None:
        names = [default, *(each for each in names if each != default)]
    rows = []
    for name in names:
        row = {
            **base,
            "branch": name,
            "is_default": name == default,
            "is_release": organization.is_released_from(name),
            **protections.of(answer["name"], name),
        }
        if not any(each.endswith(": BranchNotFound") for each in row["read_errors"]):
            rows.append(row)
    if found["read_errors"]:
        rows.append({**base, "layers_are_complete": False, "read_errors": found["read_errors"]})
    return rows


def _worth_asking(github: Github, branches: list[Mapping[str, Any]]) -> list[str]:
    released = github.organization.is_released_from
    names = {required(each, "name", BRANCHES): each.get("protected") for each in branches}
    return sorted(name for name, protected in names.items() if protected or released(name))


def _count_again(github: Github, into: Collection, received: int) -> None:
    """Hold the list against the count of the organisation, which only its owners are told whole."""
    answer = github.get(_ORG)
    public, private = answer.get("public_repos"), answer.get("total_private_repos")
    if public is None or private is None:
        return
    into.reconcile(
        REPOSITORIES,
        Reconciliation(
            against=f"GET {_ORG}: public_repos and total_private_repos",
            independent_count=public + private,
            unexplained_items=abs(public + private - received),
        ),
    )


def _is_readable(into: Collection, dataset: Dataset) -> bool:
    return into.readings[dataset.name].error is None


def _add(into: Collection, dataset: Dataset, rows: list[Row]) -> None:
    into.expect(dataset, len(rows))
    into.add(dataset, rows)
