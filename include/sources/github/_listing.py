"""Lists an organisation's repositories, which several sources begin with."""

from collections.abc import Mapping
from typing import Any

from include.sources.github._client import Github, Row, required

REPOS = "/orgs/{org}/repos"
# From the least to the most; GitHub's map says pull and push where its roles say read and write.
_LEVELS = (
    ("pull", "read"),
    ("triage", "triage"),
    ("push", "write"),
    ("maintain", "maintain"),
    ("admin", "admin"),
)


def listed(github: Github) -> list[Mapping[str, Any]]:
    """Return every repository that the collector is shown, as GitHub lists it, sorted by name."""
    found = list(github.pages(REPOS, type="all"))
    return sorted(found, key=lambda each: str(required(each, "name", REPOS)).casefold())


def tested(github: Github) -> list[Mapping[str, Any]]:
    """Return the repositories that ``scope.yaml`` says are tested."""
    return [
        each for each in listed(github) if not github.organization.why_out_of_scope(each["name"])
    ]


def place(repository: Mapping[str, Any]) -> Row:
    """Return the columns by which rows name their repository."""
    return {
        "repository_id": required(repository, "id", REPOS),
        "repository": required(repository, "name", REPOS),
    }


def highest(permissions: Mapping[str, Any] | None) -> str | None:
    """Return the highest permission of GitHub's map, in the words of its roles; null without a map."""
    if not permissions:
        return None
    held = [level for name, level in _LEVELS if permissions.get(name)]
    return held[-1] if held else "none"
