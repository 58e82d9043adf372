"""Teams, who is in them, and what they may do with which repository.

Members of a child team count as members of its parents, as GitHub counts them. A secret team is shown
to the collector only if it may read the members of the organisation.
"""

import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Github, Row, required
from include.sources.github._listing import highest
from include.sources.github._permissions import permissions_of

_TEAMS = "/orgs/{org}/teams"
_MEMBERS = "/orgs/{org}/teams/{team}/members"
_REPOS = "/orgs/{org}/teams/{team}/repos"
_TEAM = (
    column("team_id", pa.int64(), "GitHub's number of the team.", nullable=False),
    column("team", pa.string(), "The team's name in addresses.", nullable=False),
)

TEAMS = Dataset(
    name="github_teams",
    grain="One row per team of the organisation.",
    key=("team_id",),
    permissions=permissions_of(_TEAMS),
    columns=[
        *_TEAM,
        column("name", pa.string(), "Displayed name."),
        column("privacy", pa.string(), "`closed` (all members see it) or `secret`."),
        column("parent_team", pa.string(), "Name in addresses of the team above; null for none."),
    ],
)
MEMBERS = Dataset(
    name="github_team_members",
    grain="One row per team and person in it, those of its child teams too.",
    key=("team_id", "id"),
    permissions=permissions_of(_TEAMS, _MEMBERS),
    columns=[
        *_TEAM,
        column("login", pa.string(), "Login of the person.", nullable=False),
        column("id", pa.int64(), "GitHub's number of the account.", nullable=False),
    ],
)
REPOSITORIES = Dataset(
    name="github_team_repositories",
    grain="One row per team and repository that it was given.",
    key=("team_id", "repository_id"),
    permissions=permissions_of(_TEAMS, _REPOS),
    columns=[
        *_TEAM,
        column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
        column("repository", pa.string(), "Name of the repository.", nullable=False),
        column(
            "permission",
            pa.string(),
            "Highest of `read`, `triage`, `write`, `maintain`, `admin` that it gives.",
        ),
        column("role", pa.string(), "Name of the role, which a company may have made itself."),
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(TEAMS, MEMBERS, REPOSITORIES),
)


def collect(github: Github, into: Collection) -> None:
    """Read the teams, then each team's people and repositories."""
    teams: list[Row] = []
    with into.reading(*SOURCE.datasets):
        teams = [_team(each) for each in github.pages(_TEAMS)]
        into.expect(TEAMS, len(teams))
        into.add(TEAMS, teams)
        _members(github, into, teams)
    with into.reading(REPOSITORIES):
        if into.readings[REPOSITORIES.name].error is None:
            _repositories(github, into, teams)


def _team(answer: Row) -> Row:
    return {
        "team_id": required(answer, "id", _TEAMS),
        "team": required(answer, "slug", _TEAMS),
        "name": answer.get("name"),
        "privacy": answer.get("privacy"),
        "parent_team": (answer.get("parent") or {}).get("slug"),
    }


def _members(github: Github, into: Collection, teams: list[Row]) -> None:
    with into.reading(MEMBERS):
        rows = [
            {
                "team_id": team["team_id"],
                "team": team["team"],
                "login": required(each, "login", _MEMBERS),
                "id": required(each, "id", _MEMBERS),
            }
            for team in teams
            for each in github.pages(_MEMBERS, team=team["team"])
        ]
        into.expect(MEMBERS, len(rows))
        into.add(MEMBERS, rows)


def _repositories(github: Github, into: Collection, teams: list[Row]) -> None:
    rows = [
        {
            "team_id": team["team_id"],
            "team": team["team"],
            "repository_id": required(each, "id", _REPOS),
            "repository": required(each, "name", _REPOS),
            "permission": highest(each.get("permissions")),
            "role": each.get("role_name"),
        }
        for team in teams
        for each in github.pages(_REPOS, team=team["team"])
    ]
    into.expect(REPOSITORIES, len(rows))
    into.add(REPOSITORIES, rows)
