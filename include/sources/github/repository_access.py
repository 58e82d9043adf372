"""Who has access to a repository by a grant of its own: people, members or not, and deploy keys.

What people have through teams, as owners or by the organisation's base permission stands elsewhere.
A repository whose grants could not be read is one row without a person, and ``read_errors`` says why.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Github, Row, fill, required
from include.sources.github._listing import REPOS, highest, place, tested
from include.sources.github._organization_datasets import READ_ERRORS
from include.sources.github._permissions import permissions_of
from include.sources.github.organization import instant

_COLLABORATORS = "/repos/{org}/{repo}/collaborators"
_KEYS = "/repos/{org}/{repo}/keys"
_REPOSITORY = (
    column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
    column("repository", pa.string(), "Name of the repository.", nullable=False),
)

COLLABORATORS = Dataset(
    name="github_repository_collaborators",
    grain="One row per tested repository and person who was given access to it directly.",
    key=("repository_id", "id"),
    permissions=permissions_of(REPOS, _COLLABORATORS),
    columns=[
        *_REPOSITORY,
        column("login", pa.string(), "Login; null where the repository's grants are unreadable."),
        column("id", pa.int64(), "GitHub's number of the account; null likewise."),
        column(
            "permission",
            pa.string(),
            "Highest of `read`, `triage`, `write`, `maintain`, `admin` that the person has there.",
        ),
        column("role", pa.string(), "Name of the role, which a company may have made itself."),
        READ_ERRORS,
    ],
)
DEPLOY_KEYS = Dataset(
    name="github_deploy_keys",
    grain="One row per deploy key of a tested repository.",
    key=("repository_id", "id"),
    permissions=permissions_of(REPOS, _KEYS),
    columns=[
        *_REPOSITORY,
        column("id", pa.int64(), "GitHub's number of the key; null where keys are unreadable."),
        column("title", pa.string(), "What somebody called it."),
        column("read_only", pa.bool_(), "Whether it can read only; false: it can push."),
        column("added_by", pa.string(), "Login of who added it."),
        column("created_at", UTC_TIMESTAMP, "When it was added."),
        column("last_used_at", UTC_TIMESTAMP, "When it was last used; null also when never."),
        READ_ERRORS,
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(COLLABORATORS, DEPLOY_KEYS),
)


def collect(github: Github, into: Collection) -> None:
    """Read each tested repository's people, then its keys."""
    repositories: list[Mapping[str, Any]] = []
    with into.reading(COLLABORATORS, DEPLOY_KEYS):
        repositories = tested(github)
    for dataset, path, query, columns in (
        (COLLABORATORS, _COLLABORATORS, {"affiliation": "direct"}, collaborator_columns),
        (DEPLOY_KEYS, _KEYS, {}, deploy_key_columns),
    ):
        with into.reading(dataset):
            if into.readings[dataset.name].error is None:
                rows = [
                    row
                    for each in repositories
                    for row in _grants(github, each, path, query, columns)
                ]
                into.expect(dataset, len(rows))
                into.add(dataset, rows)


def collaborator_columns(answer: Mapping[str, Any]) -> Row:
    """Return the columns of one person's access."""
    return {
        "login": required(answer, "login", _COLLABORATORS),
        "id": required(answer, "id", _COLLABORATORS),
        "permission": highest(answer.get("permissions")),
        "role": answer.get("role_name"),
    }


def deploy_key_columns(answer: Mapping[str, Any]) -> Row:
    """Return the columns of one key; the key itself is public, and only its number is kept."""
    return {
        "id": required(answer, "id", _KEYS),
        "title": answer.get("title"),
        "read_only": answer.get("read_only"),
        "added_by": answer.get("added_by"),
        "created_at": instant(answer.get("created_at")),
        "last_used_at": instant(answer.get("last_used")),
    }


def _grants(
    github: Github,
    repository: Mapping[str, Any],
    path: str,
    query: Mapping[str, str],
    columns: Callable[[Mapping[str, Any]], Row],
) -> list[Row]:
    """Return a row per grant, or the one row that says why there is none."""
    found: Row = {"read_errors": []}
    pages = github.pages(path, repo=repository["name"], **query)
    error = fill(found, f"GET {path}", lambda: {"grants": [columns(each) for each in pages]})
    if error is not None:
        return [{**place(repository), "read_errors": found["read_errors"]}]
    return [{**place(repository), **each, "read_errors": []} for each in found["grants"]]
