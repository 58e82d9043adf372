"""How default branches are protected: the classic way, by rulesets, or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.demo.emulated_github.people import ACTIONS, QUILL_CI
from tests.demo.emulated_github.plans import REQUIRED_CHECKS
from tests.demo.emulated_github.repository_model import Ruleset

ADMINISTRATORS = 5  # GitHub's id of the role "admin" among bypass actors


def classic() -> dict[str, Any]:
    """Return classic protection as it should be."""
    return {
        "required_status_checks": {"strict": True, "contexts": list(REQUIRED_CHECKS)},
        "required_pull_request_reviews": {
            "dismiss_stale_reviews": True,
            "require_code_owner_reviews": True,
            "require_last_push_approval": True,
            "required_approving_review_count": 1,
        },
        "enforce_admins": True,
        "restrictions": {"apps": [QUILL_CI.slug], "teams": ["maintainers"], "users": []},
        "allow_force_pushes": False,
        "allow_deletions": False,
        "required_signatures": False,
    }


def pull_request_rules(*, queue: bool = False) -> list[dict[str, Any]]:
    """Return the rules of a ruleset that asks for what classic protection asks for."""
    checks = [{"context": each, "integration_id": ACTIONS.id} for each in REQUIRED_CHECKS]
    rules: list[dict[str, Any]] = [
        {"type": "deletion"},
        {"type": "non_fast_forward"},
        {
            "type": "pull_request",
            "parameters": {
                "required_approving_review_count": 1,
                "dismiss_stale_reviews_on_push": True,
                "require_code_owner_review": True,
                "require_last_push_approval": True,
                "required_review_thread_resolution": False,
                "allowed_merge_methods": ["merge", "squash", "rebase"],
            },
        },
        {
            "type": "required_status_checks",
            "parameters": {
                "strict_required_status_checks_policy": True,
                "do_not_enforce_on_create": False,
                "required_status_checks": checks,
            },
        },
    ]
    if queue:
        parameters = {
            "check_response_timeout_minutes": 60,
            "grouping_strategy": "ALLGREEN",
            "max_entries_to_build": 5,
            "max_entries_to_merge": 5,
            "merge_method": "SQUASH",
            "min_entries_to_merge": 1,
            "min_entries_to_merge_wait_minutes": 5,
        }
        rules.append({"type": "merge_queue", "parameters": parameters})
    return rules


def ruleset(
    number: int,
    name: str,
    source: str,
    created_at: datetime,
    rules: list[dict[str, Any]],
    *,
    enforcement: str = "active",
    bypass: list[dict[str, Any]] | None = None,
    source_type: str = "Repository",
) -> Ruleset:
    """Make a ruleset over the default branch."""
    return Ruleset(number, name, source, source_type, enforcement, rules, bypass or [], created_at)


def only_merging(number: int, source: str, created_at: datetime, team_id: int) -> Ruleset:
    """Let the CI's App move the branch, and the maintainers by pull request."""
    bypass = [
        {"actor_id": QUILL_CI.id, "actor_type": "Integration", "bypass_mode": "always"},
        {"actor_id": team_id, "actor_type": "Team", "bypass_mode": "pull_request"},
    ]
    rules = [{"type": "update", "parameters": {"update_allows_fetch_and_merge": False}}]
    return ruleset(number, "who moves the branch", source, created_at, rules, bypass=bypass)


def everybody_bypasses() -> list[dict[str, Any]]:
    """Let every repository administrator past the rules, always."""
    return [
        {"actor_id": ADMINISTRATORS, "actor_type": "RepositoryRole", "bypass_mode": "always"},
        {"actor_id": None, "actor_type": "OrganizationAdmin", "bypass_mode": "always"},
    ]
