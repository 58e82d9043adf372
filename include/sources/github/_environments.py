"""Reads the environments that a repository deploys to: who must approve, and from which branches."""

from collections.abc import Mapping
from typing import Any

from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._listing import place
from include.sources.github._repository_datasets import ENVIRONMENTS

_POLICIES = {"protected_branches": "protected", "custom_branch_policies": "custom"}


def environments(github: Github, answer: Mapping[str, Any]) -> list[Row]:
    """Return a row per environment of one repository, or the one row that says why there is none."""
    base: Row = {**place(answer), "archived": answer.get("archived")}
    found: Row = {"read_errors": []}
    pages = github.pages(ENVIRONMENTS, key="environments", repo=answer["name"])
    fill(
        found,
        f"GET {ENVIRONMENTS}",
        lambda: {"rows": [environment_columns(each) for each in pages]},
    )
    if found["read_errors"]:
        return [{**base, "read_errors": found["read_errors"]}]
    return [{**base, **each, "read_errors": []} for each in found["rows"]]


def environment_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns of one environment; without a rule nobody reviews and nothing waits."""
    rules = {str(each.get("type")): each for each in answer.get("protection_rules") or ()}
    review, policy = rules.get("required_reviewers"), answer.get("deployment_branch_policy")
    asked: Mapping[str, Any] = review or {}
    return {
        "environment": required(answer, "name", ENVIRONMENTS),
        "reviewers": sorted(_reviewer(each) for each in asked.get("reviewers") or ()),
        "prevents_self_review": False if review is None else asked.get("prevent_self_review"),
        "wait_minutes": rules.get("wait_timer", {}).get("wait_timer", 0),
        "branch_policy": "any"
        if policy is None
        else next((name for key, name in _POLICIES.items() if policy.get(key)), None),
        "can_admins_bypass": answer.get("can_admins_bypass"),
    }


def _reviewer(answer: Mapping[str, Any]) -> str:
    reviewer = answer.get("reviewer") or {}
    return f"{answer.get('type')}:{reviewer.get('login') or reviewer.get('slug')}"
