import pytest

from include.model.errors import Cause
from include.sources.github import organization

ORG = {"login": "acme", "id": 7, "two_factor_requirement_enabled": True, "public_repos": 1}
PEOPLE = [{"login": "ana", "id": 1, "type": "User"}, {"login": "bo", "id": 2}]


def members(role=None, filter=None):  # noqa: A002 - GitHub's own word
    by_role = {"admin": PEOPLE[:1], "member": PEOPLE[1:], "all": PEOPLE}
    return {"2fa_disabled": [PEOPLE[1]], "2fa_insecure": []}.get(filter) or by_role.get(role, [])


@pytest.fixture
def answers():
    app = {"id": 3, "app_slug": "ci", "permissions": {"contents": "write", "metadata": "read"}}
    return {
        "/orgs/{org}": ORG,
        "/orgs/{org}/actions/permissions/workflow": {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": False,
        },
        "/orgs/{org}/members": members,
        "/orgs/{org}/outside_collaborators": [],
        "/orgs/{org}/installations": lambda **_: {"total_count": 1, "installations": [app]},
    }


@pytest.fixture
def collect(collection, fake_github, answers):
    """Return what a collection holds after the answers above, changed as told."""

    def run(changes=None):
        into = collection(organization.SOURCE)
        github = fake_github(into, answers | (changes or {}))
        organization.collect(github, into)
        return into

    return run


def test_what_the_organisation_keeps_back_is_null(collect, rows):
    into = collect()

    (row,) = rows(into, organization.ORGANIZATIONS)
    assert (row["two_factor_requirement_enabled"], row["plan"]) == (True, None)
    assert row["default_repository_permission"] is None
    assert row["workflows_can_approve_pull_requests"] is False
    assert row["read_errors"] == []


def test_a_refused_question_leaves_its_columns_null_and_says_so(collect, rows, refused):
    into = collect({"/orgs/{org}/actions/permissions/workflow": refused("RightsRequired")})

    (row,) = rows(into, organization.ORGANIZATIONS)
    assert row["default_workflow_permissions"] is None
    assert row["read_errors"] == ["GET /orgs/{org}/actions/permissions/workflow: RightsRequired"]


def test_a_rate_limit_ends_the_reading_and_not_one_column(collect, refused):
    limit = refused("RateLimitExceeded", Cause.THROTTLED)

    into = collect({"/orgs/{org}/actions/permissions/workflow": limit})

    assert into.readings["github_organizations"].error is limit


def test_members_have_a_role_and_their_second_factor(collect, rows):
    into = collect()

    found = {row["login"]: row for row in rows(into, organization.MEMBERS)}
    assert (found["ana"]["role"], found["bo"]["role"]) == ("admin", "member")
    assert (found["ana"]["has_two_factor"], found["bo"]["has_two_factor"]) == (True, False)
    assert found["bo"]["two_factor_is_secure"] is False


def test_without_an_owners_rights_the_second_factor_is_unknown(collect, rows, refused):
    def answer(role=None, filter=None):  # noqa: A002
        if filter:
            raise refused("OnlyForOwners")
        return members(role)

    into = collect({"/orgs/{org}/members": answer})

    found = rows(into, organization.MEMBERS)
    assert [row["has_two_factor"] for row in found] == [None, None]
    assert [row["two_factor_is_secure"] for row in found] == [None, None]
    assert found[0]["read_errors"] == [
        "GET /orgs/{org}/members?filter=2fa_disabled: OnlyForOwners",
        "GET /orgs/{org}/members?filter=2fa_insecure: OnlyForOwners",
    ]


def test_who_is_in_one_list_of_members_and_not_in_the_other_is_unexplained(collect):
    into = collect({"/orgs/{org}/members": lambda **given: members(**given)[:1]})

    reconciliation = into.readings["github_members"].reconciliation
    assert (reconciliation.independent_count, reconciliation.unexplained_items) == (1, 1)


def test_apps_are_held_against_githubs_own_count(collect, rows):
    into = collect()

    (row,) = rows(into, organization.INSTALLATIONS)
    assert row["permissions"] == ["contents:write", "metadata:read"]
    assert into.readings["github_installations"].expected_items == 1


@pytest.mark.parametrize(
    ("path", "dataset"),
    [
        ("/orgs/{org}", "github_organizations"),
        ("/orgs/{org}/members", "github_members"),
        ("/orgs/{org}/outside_collaborators", "github_outside_collaborators"),
        ("/orgs/{org}/installations", "github_installations"),
    ],
)
def test_one_denied_list_fails_only_what_it_fills(collect, refused, path, dataset):
    into = collect({path: refused()})

    assert [name for name, each in into.readings.items() if each.error] == [dataset]


def test_a_person_without_a_number_cannot_be_read(collect):
    into = collect({"/orgs/{org}/outside_collaborators": [{"login": "cy"}]})

    assert into.readings["github_outside_collaborators"].error.cause is Cause.MALFORMED
