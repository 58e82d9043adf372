import pytest

from include.model.errors import Cause
from include.sources.github import repository_access, teams

TEAMS = {
    "/orgs/{org}/teams": [{"id": 1, "slug": "ops", "parent": {"slug": "all"}}],
    "/orgs/{org}/teams/{team}/members": [{"login": "ana", "id": 5}],
    "/orgs/{org}/teams/{team}/repos": [
        {"id": 7, "name": "shop", "permissions": {"pull": True, "push": True, "admin": False}}
    ],
}
ACCESS = {
    "/orgs/{org}/repos": [{"id": 7, "name": "shop"}, {"id": 8, "name": "lab-1"}],
    "/repos/{org}/{repo}/collaborators": [
        {
            "login": "ana",
            "id": 5,
            "permissions": {"pull": True, "admin": True},
            "role_name": "boss",
        },
        {"login": "bo", "id": 6},
    ],
    "/repos/{org}/{repo}/keys": [
        {"id": 9, "title": "ci", "read_only": False, "created_at": "2026-01-02T03:04:05Z"}
    ],
}
LABS = {"pattern": "lab-*", "reason": "experiments only", "approved_by": "CISO"}


def test_teams_people_and_grants_become_rows(collection, fake_github, rows):
    into = collection(teams.SOURCE)

    teams.collect(fake_github(into, TEAMS), into)

    assert rows(into, teams.TEAMS)[0]["parent_team"] == "all"
    assert rows(into, teams.MEMBERS) == [{"team_id": 1, "team": "ops", "login": "ana", "id": 5}]
    assert rows(into, teams.REPOSITORIES)[0]["permission"] == "write"


@pytest.mark.parametrize(
    ("path", "failed"),
    [
        (
            "/orgs/{org}/teams",
            {"github_teams", "github_team_members", "github_team_repositories"},
        ),
        ("/orgs/{org}/teams/{team}/members", {"github_team_members"}),
        ("/orgs/{org}/teams/{team}/repos", {"github_team_repositories"}),
    ],
)
def test_a_denied_list_of_teams_fails_what_it_fills(collection, fake_github, refused, path, failed):
    into = collection(teams.SOURCE)

    teams.collect(fake_github(into, TEAMS | {path: refused()}), into)

    assert {name for name, each in into.readings.items() if each.error} == failed


@pytest.fixture
def collect(collection, fake_github):
    def run(**changes):
        into = collection(repository_access.SOURCE)
        github = fake_github(into, ACCESS | changes, out_of_scope=(LABS,))
        repository_access.collect(github, into)
        into.asked = github.asked
        return into

    return run


def test_grants_are_read_of_tested_repositories_only(collect, rows):
    into = collect()

    found = rows(into, repository_access.COLLABORATORS)
    assert [(row["repository"], row["login"]) for row in found] == [("shop", "ana"), ("shop", "bo")]
    assert [(row["permission"], row["role"]) for row in found] == [("admin", "boss"), (None, None)]
    assert {given.get("repo") for _, given in into.asked} == {None, "shop"}


def test_a_key_is_kept_without_the_key(collect, rows):
    into = collect()

    (row,) = rows(into, repository_access.DEPLOY_KEYS)
    assert (row["id"], row["read_only"], row["last_used_at"]) == (9, False, None)
    assert "key" not in row


def test_a_repository_that_keeps_its_grants_back_is_one_row_that_says_so(collect, rows, refused):
    into = collect(**{"/repos/{org}/{repo}/collaborators": refused()})

    (row,) = rows(into, repository_access.COLLABORATORS)
    assert (row["repository"], row["login"]) == ("shop", None)
    assert row["read_errors"] == ["GET /repos/{org}/{repo}/collaborators: NotFound"]
    assert len(rows(into, repository_access.DEPLOY_KEYS)) == 1


def test_silence_fails_the_dataset(collect, refused):
    into = collect(**{"/repos/{org}/{repo}/keys": refused("Http502", Cause.UNREACHABLE)})

    assert [name for name, each in into.readings.items() if each.error] == ["github_deploy_keys"]
