"""What protects a branch: classic protection and every active ruleset together."""

import pytest

from include.sources.github import repositories
from include.sources.github._protection import Protections
from tests.sources.github.protecting import (
    ACTORS,
    CHECKS,
    CLASSIC,
    PROTECTION,
    PULL_REQUEST,
    RULES,
    RULESET,
    of,
    protecting,
)


@pytest.fixture
def protection(collection, fake_github, refused):
    return protecting(collection, fake_github, refused)


def test_nothing_protects_a_branch_without_either(protection):
    row = protection()

    assert (row["is_protected"], row["has_classic_protection"]) == (False, False)
    assert (row["ruleset_ids"], row["required_checks"]) == ([], [])
    assert (row["blocks_force_pushes"], row["restricts_pushes"]) == (False, False)


def test_classic_protection_is_read_whole(protection):
    row = protection(PROTECTION)

    assert (row["is_protected"], row["required_approving_review_count"]) == (True, 1)
    assert (row["dismisses_stale_reviews"], row["requires_code_owner_reviews"]) == (True, False)
    assert (row["required_checks"], row["requires_strict_checks"]) == (["lint", "unit"], False)
    assert (row["blocks_force_pushes"], row["blocks_deletion"]) == (False, True)
    assert row["enforces_admins"] is False
    (layer,) = row["layers"]
    assert layer["push_actors"] == ["App:ci", "Team:ops"]
    assert [each["actor"] for each in layer["bypass_actors"]] == [
        "RepositoryRole:admin",
        "User:ana",
    ]


@pytest.mark.parametrize("restrictions", [{}, {"restrictions": None}])
def test_no_restrictions_mean_that_everybody_may_push(protection, restrictions):
    bare = {key: value for key, value in PROTECTION.items() if key != "restrictions"}

    row = protection(bare | restrictions)

    assert (row["restricts_pushes"], row["layers"][0]["push_actors"]) == (False, [])


def test_restrictions_to_nobody_mean_that_nobody_may_push(protection):
    row = protection(PROTECTION | {"restrictions": {"users": [], "teams": [], "apps": []}})

    assert (row["restricts_pushes"], row["layers"][0]["push_actors"]) == (True, [])


def test_a_branch_is_protected_by_all_layers_together(protection):
    rules = [*of(3, PULL_REQUEST, CHECKS), *of(4, {"type": "non_fast_forward"})]

    row = protection(PROTECTION, rules)

    assert (row["required_approving_review_count"], row["ruleset_ids"]) == (2, [3, 4])
    assert row["required_checks"] == ["lint", "security", "unit"]
    assert (row["dismisses_stale_reviews"], row["requires_last_push_approval"]) == (True, True)
    assert (row["blocks_force_pushes"], row["requires_strict_checks"]) == (True, True)
    assert len(row["layers"]) == 3


def test_who_may_bypass_a_ruleset_is_named(protection):
    row = protection(rules=of(3, PULL_REQUEST), bypass=ACTORS)

    assert row["layers"][0]["bypass_actors"] == [
        {"actor": "OrganizationAdmin", "mode": "always"},
        {"actor": "RepositoryRole:admin", "mode": "always"},
        {"actor": "Team:9", "mode": "pull_request"},
    ]
    assert row["read_errors"] == []


def test_an_update_rule_lets_only_those_push_who_may_always_bypass_it(protection):
    row = protection(rules=of(3, {"type": "update"}), bypass=ACTORS)

    assert row["restricts_pushes"] is True
    assert row["layers"][0]["push_actors"] == ["OrganizationAdmin", "RepositoryRole:admin"]


def test_workflows_and_scanners_that_are_required_are_checks(protection):
    workflows = {"type": "workflows", "parameters": {"workflows": [{"path": "ci.yml"}]}}
    tools = {"type": "code_scanning", "parameters": {"code_scanning_tools": [{"tool": "CodeQL"}]}}

    row = protection(rules=of(3, workflows, tools))

    assert row["required_checks"] == ["code_scanning:CodeQL", "workflow:ci.yml"]


def test_a_ruleset_that_many_branches_share_is_asked_for_once(collection, fake_github, refused):
    answers = {
        CLASSIC: refused("BranchNotProtected"),
        RULES: of(3, PULL_REQUEST),
        RULESET: {"bypass_actors": []},
    }
    github = fake_github(collection(repositories.SOURCE), answers)
    protections = Protections(github)

    for repository in ("shop", "site"):
        protections.of(repository, "main")

    assert [path for path, _ in github.asked].count(RULESET) == 1
