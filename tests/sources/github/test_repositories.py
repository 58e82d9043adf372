import pytest

from include.model.errors import Cause
from include.sources.github import repositories

REPO = "/repos/{org}/{repo}"
CODEOWNERS = f"{REPO}/codeowners/errors"
CLASSIC = f"{REPO}/branches/{{branch}}/protection"
RULES = f"{REPO}/rules/branches/{{branch}}"
SWITCHES = {"secret_scanning": {"status": "enabled"}}
SHOP = {
    "id": 7,
    "name": "shop",
    "visibility": "private",
    "archived": False,
    "default_branch": "main",
    "security_and_analysis": SWITCHES,
}
ENVIRONMENT = {
    "name": "production",
    "protection_rules": [
        {
            "type": "required_reviewers",
            "prevent_self_review": True,
            "reviewers": [
                {"type": "Team", "reviewer": {"slug": "ops"}},
                {"type": "User", "reviewer": {"login": "ana"}},
            ],
        },
        {"type": "wait_timer", "wait_timer": 30},
    ],
    "deployment_branch_policy": {"protected_branches": True, "custom_branch_policies": False},
    "can_admins_bypass": False,
}


@pytest.fixture
def answers(refused):
    return {
        "/orgs/{org}": {"public_repos": 0, "total_private_repos": 1},
        "/orgs/{org}/repos": [SHOP],
        f"{REPO}/actions/permissions/workflow": {"default_workflow_permissions": "read"},
        CODEOWNERS: {"errors": [{"line": 3}]},
        f"{REPO}/branches": [{"name": "main", "protected": True}],
        CLASSIC: refused("BranchNotProtected"),
        RULES: [],
        f"{REPO}/environments": {"total_count": 1, "environments": [ENVIRONMENT]},
    }


@pytest.fixture
def collect(collection, fake_github, answers):
    """Return what a collection holds after the answers above, changed as told."""

    def run(changes=None, **organization):
        into = collection(repositories.SOURCE)
        github = fake_github(into, answers | (changes or {}), **organization)
        repositories.collect(github, into)
        into.asked = github.asked
        return into

    return run


def test_a_repository_is_a_row_with_its_switches(collect, rows):
    into = collect()

    (row,) = rows(into, repositories.REPOSITORIES)
    assert (row["repository"], row["in_scope"], row["why_out_of_scope"]) == ("shop", True, None)
    assert (row["secret_scanning"], row["advanced_security"]) == ("enabled", None)
    assert (row["codeowners_exists"], row["codeowners_errors"]) == (True, 1)
    assert (row["default_workflow_permissions"], row["read_errors"]) == ("read", [])


def test_a_repository_out_of_scope_is_listed_with_the_reason_and_asked_nothing(collect, rows):
    why = {"pattern": "SH*", "reason": "a showroom only", "approved_by": "CISO"}

    into = collect(out_of_scope=(why,))

    (row,) = rows(into, repositories.REPOSITORIES)
    assert row["why_out_of_scope"] == "a showroom only (approved by CISO)"
    assert {path for path, _ in into.asked} == {"/orgs/{org}/repos", "/orgs/{org}"}
    assert rows(into, repositories.PROTECTIONS) == rows(into, repositories.ENVIRONMENT) == []


def test_the_list_is_held_against_the_organisations_own_count(collect):
    into = collect({"/orgs/{org}": {"public_repos": 2, "total_private_repos": 1}})

    reconciliation = into.readings["github_repositories"].reconciliation
    assert (reconciliation.independent_count, reconciliation.unexplained_items) == (3, 2)


def test_a_count_that_is_kept_back_is_no_count(collect):
    into = collect({"/orgs/{org}": {"public_repos": 2}})

    assert into.readings["github_repositories"].reconciliation is None


def test_switches_that_the_list_leaves_out_are_asked_for(collect, rows):
    bare = {key: value for key, value in SHOP.items() if key != "security_and_analysis"}

    into = collect({"/orgs/{org}/repos": [bare], REPO: SHOP})

    (row,) = rows(into, repositories.REPOSITORIES)
    assert row["secret_scanning"] == "enabled"


def test_no_code_owners_is_data_where_the_contents_can_be_read(collect, rows, refused):
    into = collect({CODEOWNERS: refused(), f"{REPO}/contents/": []})

    (row,) = rows(into, repositories.REPOSITORIES)
    assert (row["codeowners_exists"], row["codeowners_errors"]) == (False, 0)


def test_no_code_owners_is_unknown_where_the_contents_cannot_be_read(collect, rows, refused):
    into = collect({CODEOWNERS: refused(), f"{REPO}/contents/": refused()})

    (row,) = rows(into, repositories.REPOSITORIES)
    assert (row["codeowners_exists"], row["codeowners_errors"]) == (None, None)
    assert row["read_errors"] == [f"GET {CODEOWNERS}: NotFound"]


def test_a_default_branch_without_protection_is_a_row(collect, rows):
    into = collect({f"{REPO}/branches": []})

    (row,) = rows(into, repositories.PROTECTIONS)
    assert (row["branch"], row["is_default"], row["is_protected"]) == ("main", True, False)
    assert (row["required_approving_review_count"], row["layers"]) == (0, [])


def test_release_branches_are_looked_at_protected_or_not(collect, rows):
    branches = [{"name": name, "protected": False} for name in ("main", "release/3", "feature")]

    into = collect({f"{REPO}/branches": branches}, release_branches=("release/*",))

    found = [(row["branch"], row["is_release"]) for row in rows(into, repositories.PROTECTIONS)]
    assert found == [("main", False), ("release/3", True)]


def test_a_repository_without_a_commit_has_no_branch(collect, rows, refused):
    into = collect({CLASSIC: refused("BranchNotFound", Cause.VANISHED), f"{REPO}/branches": []})

    assert rows(into, repositories.PROTECTIONS) == []
    assert into.readings["github_branch_protections"].error is None


def test_unreadable_branches_are_a_row_of_their_own(collect, rows, refused):
    into = collect({f"{REPO}/branches": refused()})

    found = rows(into, repositories.PROTECTIONS)
    assert [row["branch"] for row in found] == ["main", None]
    assert found[1]["read_errors"] == [f"GET {REPO}/branches: NotFound"]


def test_an_environment_says_who_must_approve_and_from_where(collect, rows):
    into = collect()

    (row,) = rows(into, repositories.ENVIRONMENT)
    assert row["reviewers"] == ["Team:ops", "User:ana"]
    assert (row["prevents_self_review"], row["wait_minutes"]) == (True, 30)
    assert (row["branch_policy"], row["can_admins_bypass"]) == ("protected", False)


def test_an_environment_without_rules_lets_everything_through(collect, rows):
    bare = {"environments": [{"name": "production", "deployment_branch_policy": None}]}

    into = collect({f"{REPO}/environments": bare})

    (row,) = rows(into, repositories.ENVIRONMENT)
    assert (row["reviewers"], row["branch_policy"]) == ([], "any")
    assert (row["prevents_self_review"], row["wait_minutes"]) == (False, 0)


def test_one_unreadable_repository_costs_no_other(collect, rows, refused):
    wiki = SHOP | {"id": 8, "name": "wiki"}

    into = collect({"/orgs/{org}/repos": [SHOP, wiki], f"{REPO}/environments shop": refused()})

    found = {row["repository"]: row for row in rows(into, repositories.ENVIRONMENT)}
    assert found["shop"]["environment"] is None
    assert found["wiki"]["environment"] == "production"


def test_a_denied_list_fails_everything(collect, refused):
    into = collect({"/orgs/{org}/repos": refused()})

    assert all(each.error for each in into.readings.values())
