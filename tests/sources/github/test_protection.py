import pytest

from include.sources.github import repositories
from include.sources.github._protection import Protections

CLASSIC = "/repos/{org}/{repo}/branches/{branch}/protection"
RULES = "/repos/{org}/{repo}/rules/branches/{branch}"
RULESET = "/repos/{org}/{repo}/rulesets/{ruleset}"
PROTECTION = {
    "required_pull_request_reviews": {
        "required_approving_review_count": 1,
        "dismiss_stale_reviews": True,
        "require_code_owner_reviews": False,
        "require_last_push_approval": False,
        "bypass_pull_request_allowances": {"users": [{"login": "ana"}], "teams": [], "apps": []},
    },
    "required_status_checks": {
        "strict": False,
        "contexts": ["unit"],
        "checks": [{"context": "unit", "app_id": 1}, {"context": "lint", "app_id": None}],
    },
    "restrictions": {"users": [], "teams": [{"slug": "ops"}], "apps": [{"slug": "ci"}]},
    "enforce_admins": {"enabled": False},
    "required_signatures": {"enabled": False},
    "allow_force_pushes": {"enabled": True},
    "allow_deletions": {"enabled": False},
}
PULL_REQUEST = {
    "type": "pull_request",
    "parameters": {
        "required_approving_review_count": 2,
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": True,
        "require_last_push_approval": True,
    },
}
CHECKS = {
    "type": "required_status_checks",
    "parameters": {
        "strict_required_status_checks_policy": True,
        "required_status_checks": [{"context": "security"}],
    },
}
ACTORS = [
    {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"},
    {"actor_id": 9, "actor_type": "Team", "bypass_mode": "pull_request"},
    {"actor_id": None, "actor_type": "OrganizationAdmin", "bypass_mode": "always"},
]


def of(ruleset, *rules):
    return [{**each, "ruleset_id": ruleset} for each in rules]


@pytest.fixture
def protection(collection, fake_github, refused):
    """Return the effective protection by what GitHub answers."""

    def run(classic=None, rules=(), bypass=()):
        answers = {
            CLASSIC: refused("BranchNotProtected") if classic is None else classic,
            RULES: rules,
            RULESET: {"id": 3, "bypass_actors": bypass},
        }
        github = fake_github(collection(repositories.SOURCE), answers)
        return Protections(github).of("shop", "main")

    return run


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


def test_what_an_old_server_does_not_know_is_unknown(protection):
    row = protection({"required_status_checks": {"strict": True, "contexts": []}})

    assert (row["is_protected"], row["required_approving_review_count"]) == (True, 0)
    assert (row["blocks_force_pushes"], row["requires_signatures"]) == (None, None)
    assert (row["enforces_admins"], row["layers"][0]["bypass_actors"]) == (None, None)


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


def test_bypass_actors_that_are_kept_back_are_unknown_and_said(protection):
    row = protection(rules=of(3, PULL_REQUEST, {"type": "update"}), bypass=None)

    (layer,) = row["layers"]
    assert (layer["bypass_actors"], layer["push_actors"]) == (None, None)
    assert row["read_errors"] == [f"GET {RULESET}: ruleset 3 keeps its bypass_actors back"]
    assert (row["required_approving_review_count"], row["layers_are_complete"]) == (2, True)


def test_an_update_rule_lets_only_those_push_who_may_always_bypass_it(protection):
    row = protection(rules=of(3, {"type": "update"}), bypass=ACTORS)

    assert row["restricts_pushes"] is True
    assert row["layers"][0]["push_actors"] == ["OrganizationAdmin", "RepositoryRole:admin"]


def test_workflows_and_scanners_that_are_required_are_checks(protection):
    workflows = {"type": "workflows", "parameters": {"workflows": [{"path": "ci.yml"}]}}
    tools = {"type": "code_scanning", "parameters": {"code_scanning_tools": [{"tool": "CodeQL"}]}}

    row = protection(rules=of(3, workflows, tools))

    assert row["required_checks"] == ["code_scanning:CodeQL", "workflow:ci.yml"]


def test_a_refused_layer_leaves_open_what_the_other_does_not_settle(protection, refused):
    row = protection(refused(), of(3, PULL_REQUEST))

    assert (row["is_protected"], row["has_classic_protection"]) == (True, None)
    assert (row["requires_last_push_approval"], row["dismisses_stale_reviews"]) == (True, None)
    assert (row["required_approving_review_count"], row["required_checks"]) == (None, None)
    assert (row["layers_are_complete"], len(row["layers"])) == (False, 1)


def test_a_plan_without_protection_leaves_everything_open(protection, refused):
    row = protection(refused("UpgradeRequired"), refused("UpgradeRequired"))

    assert (row["is_protected"], row["ruleset_ids"]) == (None, None)
    assert row["read_errors"] == [
        f"GET {CLASSIC}: UpgradeRequired",
        f"GET {RULES}: UpgradeRequired",
    ]


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


def test_rules_in_another_shape_leave_it_open(protection):
    row = protection(rules=[{"type": "pull_request"}])

    assert (row["is_protected"], row["read_errors"]) == (None, [f"GET {RULES}: Malformed"])
