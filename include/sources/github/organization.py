"""The organisation as it is set: rules for its members, the members and their second factor, Apps.

GitHub answers about now only. Who has a second factor is told to owners alone, and null to everybody
else. Sign-in by SSO is not visible here, nor are people's own tokens.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from include.model.dataset import Dataset, Nature, Source
from include.model.record import Reconciliation
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._organization_datasets import (
    INSTALLATIONS,
    MEMBERS,
    ORGANIZATIONS,
    OUTSIDE_COLLABORATORS,
)

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(ORGANIZATIONS, MEMBERS, OUTSIDE_COLLABORATORS, INSTALLATIONS),
)
_ORG = "/orgs/{org}"
_WORKFLOW = "/orgs/{org}/actions/permissions/workflow"
_MEMBERS = "/orgs/{org}/members"
_OUTSIDE = "/orgs/{org}/outside_collaborators"
_INSTALLATIONS = "/orgs/{org}/installations"
_ROLES = ("admin", "member")


def collect(github: Github, into: Collection) -> None:
    """Read the organisation's settings, then its people, then its Apps, each for itself."""
    with into.reading(ORGANIZATIONS):
        _organization(github, into)
    with into.reading(MEMBERS):
        _members(github, into)
    with into.reading(OUTSIDE_COLLABORATORS):
        outside = [_person(each, _OUTSIDE) for each in github.pages(_OUTSIDE)]
        _add(into, OUTSIDE_COLLABORATORS, _with_second_factor(github, _OUTSIDE, outside))
    with into.reading(INSTALLATIONS):
        _installations(github, into)


def organization_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns that the organisation itself answers; what it keeps back is null."""
    plan = answer.get("plan") or {}
    return {
        "login": required(answer, "login", _ORG),
        "id": answer.get("id"),
        "name": answer.get("name"),
        "plan": plan.get("name"),
        "two_factor_requirement_enabled": answer.get("two_factor_requirement_enabled"),
        "default_repository_permission": answer.get("default_repository_permission"),
        "members_can_create_repositories": answer.get("members_can_create_repositories"),
        "members_can_create_public_repositories": answer.get(
            "members_can_create_public_repositories"
        ),
        "members_can_fork_private_repositories": answer.get(
            "members_can_fork_private_repositories"
        ),
        "public_repositories": answer.get("public_repos"),
        "private_repositories": answer.get("total_private_repos"),
    }


def workflow_columns(answer: Mapping[str, Any]) -> Columns:
    """Return what workflows may do by default, of an organisation or a repository."""
    return {
        "default_workflow_permissions": answer.get("default_workflow_permissions"),
        "workflows_can_approve_pull_requests": answer.get("can_approve_pull_request_reviews"),
    }


def installation_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the row of one installed App."""
    permissions = answer.get("permissions") or {}
    return {
        "id": required(answer, "id", _INSTALLATIONS),
        "app_id": answer.get("app_id"),
        "app_slug": required(answer, "app_slug", _INSTALLATIONS),
        "repository_selection": answer.get("repository_selection"),
        "permissions": sorted(f"{name}:{level}" for name, level in permissions.items()),
        "events": sorted(answer.get("events") or ()),
        "created_at": instant(answer.get("created_at")),
        "suspended_at": instant(answer.get("suspended_at")),
    }


def instant(text: str | None) -> datetime | None:
    """Read one of GitHub's instants."""
    return datetime.fromisoformat(text) if text else None


def _organization(github: Github, into: Collection) -> None:
    row: Row = {"read_errors": [], **organization_columns(github.get(_ORG))}
    fill(row, f"GET {_WORKFLOW}", lambda: workflow_columns(github.get(_WORKFLOW)))
    _add(into, ORGANIZATIONS, [row])


def _members(github: Github, into: Collection) -> None:
    """List owners and members apart, which tells the role, and hold both against the whole list."""
    rows = [
        {**_person(each, _MEMBERS), "role": role}
        for role in _ROLES
        for each in github.pages(_MEMBERS, role=role)
    ]
    _add(into, MEMBERS, _with_second_factor(github, _MEMBERS, rows))
    everybody = {required(each, "id", _MEMBERS) for each in github.pages(_MEMBERS, role="all")}
    into.reconcile(
        MEMBERS,
        Reconciliation(
            against=f"GET {_MEMBERS}?role=all",
            independent_count=len(everybody),
            unexplained_items=len(everybody ^ {row["id"] for row in rows}),
        ),
    )


def _installations(github: Github, into: Collection) -> None:
    said = required(github.get(_INSTALLATIONS, per_page=1), "total_count", _INSTALLATIONS)
    rows = [
        installation_columns(each) for each in github.pages(_INSTALLATIONS, key="installations")
    ]
    into.expect(INSTALLATIONS, said)
    into.add(INSTALLATIONS, rows)


def _with_second_factor(github: Github, path: str, rows: list[Row]) -> list[Row]:
    """Say of each person whether GitHub lists them without a second factor, or with an insecure one."""
    answers: Row = {"read_errors": []}
    for name in ("2fa_disabled", "2fa_insecure"):
        fill(
            answers,
            f"GET {path}?filter={name}",
            lambda name=name: {name: set(_ids(github.pages(path, filter=name), path))},  # type: ignore[misc]
        )
    without, insecure = answers.get("2fa_disabled"), answers.get("2fa_insecure")
    for row in rows:
        row["read_errors"] = answers["read_errors"]
        row["has_two_factor"] = None if without is None else row["id"] not in without
        row["two_factor_is_secure"] = _both(
            row["has_two_factor"], None if insecure is None else row["id"] not in insecure
        )
    return rows


def _both(first: bool | None, second: bool | None) -> bool | None:  # noqa: FBT001 - as SQL's `and`
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _person(answer: Mapping[str, Any], path: str) -> Row:
    return {
        "login": required(answer, "login", path),
        "id": required(answer, "id", path),
        "type": answer.get("type"),
    }


def _ids(people: Iterable[Mapping[str, Any]], path: str) -> Iterator[int]:
    for each in people:
        yield required(each, "id", path)


def _add(into: Collection, dataset: Dataset, rows: list[Row]) -> None:
    into.expect(dataset, len(rows))
    into.add(dataset, rows)
