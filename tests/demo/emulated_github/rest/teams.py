"""Routes about teams: who is in them and what they may do where."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.organisation import Organisation, Team
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.repository_shapes import listed
from tests.demo.emulated_github.rest.shapes import GITHUB, MADE, named_organisation, node_id, user

READ_ONLY = {"pull": True, "triage": False, "push": False, "maintain": False, "admin": False}


@get("/orgs/{org}/teams")
def teams(asked: Asked) -> Any:
    """List the teams."""
    it = asked.organisation
    return Pages(it.teams, lambda each: team_shape(asked, it, each))


def team_shape(asked: Asked, it: Organisation, team: Team) -> dict[str, Any]:
    """Write a team."""
    url = asked.url(f"/organizations/{it.account.id}/team/{team.id}")
    return {
        "id": team.id,
        "node_id": node_id("T", team.id),
        "name": team.name,
        "slug": team.slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "url": url,
        "html_url": f"{GITHUB}/orgs/{it.login}/teams/{team.slug}",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "type": "organization",
        "organization_id": it.account.id,
        "parent": None,
    }


def _named(asked: Asked) -> Team:
    found = [each for each in asked.organisation.teams if each.slug == asked.values["team"]]
    if not found:
        raise Refused(404)
    return found[0]


@get("/orgs/{org}/teams/{team}")
def team(asked: Asked) -> Any:
    """Tell about one team."""
    it, found = asked.organisation, _named(asked)
    return {
        **team_shape(asked, it, found),
        "created_at": MADE,
        "updated_at": MADE,
        "members_count": len(found.members),
        "repos_count": len(found.repositories),
        "organization": named_organisation(asked.base, it),
    }


@get("/orgs/{org}/teams/{team}/members")
def team_members(asked: Asked) -> Any:
    """List a team's members; nobody is maintainer of a team here."""
    logins = list(_named(asked).members) if asked.query.get("role") != "maintainer" else []
    return Pages(logins, lambda login: user(asked.base, asked.organisation.members[login]))


@get("/orgs/{org}/teams/{team}/repos")
def team_repositories(asked: Asked) -> Any:
    """List what a team may do where."""
    grants = _named(asked).repositories
    held = [each for each in asked.world.of(asked.organisation.login) if each.name in grants]

    def render(it: Any) -> Any:
        role = "write" if grants[it.name] == "push" else "read"
        permissions = {**READ_ONLY, "triage": role == "write", "push": role == "write"}
        return {**listed(asked.base, it), "permissions": permissions, "role_name": role}

    return Pages(held, render)
