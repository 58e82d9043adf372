"""Routes about the organisation: its switches, members, owners and outsiders."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.people import Account
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.repository_shapes import listed
from tests.demo.emulated_github.rest.shapes import MADE, named_organisation, user


@get("/rate_limit")
def rate_limit(asked: Asked) -> Any:
    """Tell what is left; asking is free."""
    facts = {name: budget.facts() for name, budget in asked.limits.budgets.items()}
    facts["search"] = {"limit": 30, "used": 0, "remaining": 30, "reset": facts["core"]["reset"]}
    return {"resources": facts, "rate": facts["core"]}


@get("/user")
def myself(asked: Asked) -> Any:
    """Tell whose token it is."""
    unsaid = ("bio", "blog", "company", "email", "hireable", "location", "name")
    return {
        **(user(asked.base, Account(1, "evidence-collector", "User")) or {}),
        **dict.fromkeys(unsaid),
        **dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0),
        "created_at": MADE,
        "updated_at": MADE,
        "user_view_type": "public",
    }


@get("/orgs/{org}")
def organisation(asked: Asked) -> Any:
    """Tell about the organisation, as an owner sees it."""
    it = asked.organisation
    return {
        **named_organisation(asked.base, it),
        "name": it.account.name,
        "total_private_repos": len(asked.world.of(it.login)),
        "owned_private_repos": len(asked.world.of(it.login)),
        "plan": {
            "name": it.plan,
            "space": 976562499,
            "private_repos": 999999,
            "filled_seats": len(it.members) + len(it.outsiders),
            "seats": 40,
        },
        "default_repository_permission": it.default_permission,
        "members_can_create_repositories": True,
        "two_factor_requirement_enabled": it.two_factor_required,
    }


@get("/orgs/{org}/members")
def members(asked: Asked) -> Any:
    """List members, by role or by what is wrong with their second factor."""
    it = asked.organisation
    role = asked.query.get("role", "all")
    logins = [
        login
        for login in _filtered(it, list(it.members), asked)
        if role == "all" or (login in it.owners) == (role == "admin")
    ]
    return Pages(logins, lambda login: user(asked.base, it.members[login]))


@get("/orgs/{org}/outside_collaborators")
def outside_collaborators(asked: Asked) -> Any:
    """List those who are no members and have rights in some repository."""
    it = asked.organisation
    logins = _filtered(it, list(it.outsiders), asked)
    return Pages(logins, lambda login: user(asked.base, it.outsiders[login]))


def _filtered(it: Organisation, logins: list[str], asked: Asked) -> list[str]:
    wanted = asked.query.get("filter", "all")
    insecure = {"2fa_disabled": it.without_2fa, "2fa_insecure": it.with_insecure_2fa}
    if wanted == "all":
        return logins
    if wanted not in insecure:
        raise Refused(422, "Invalid filter. Valid values are all, 2fa_disabled, 2fa_insecure.")
    return [login for login in logins if login in insecure[wanted]]


@get("/orgs/{org}/memberships/{login}")
def membership(asked: Asked) -> Any:
    """Tell one member's role."""
    it, login = asked.organisation, asked.values["login"]
    if login not in it.members:
        raise Refused(404)
    return {
        "url": asked.url(asked.path),
        "state": "active",
        "role": "admin" if login in it.owners else "member",
        "organization_url": asked.url(f"/orgs/{it.login}"),
        "user": user(asked.base, it.members[login]),
        "organization": named_organisation(asked.base, it),
    }


@get("/orgs/{org}/repos")
def repositories(asked: Asked) -> Any:
    """List the repositories."""
    held = asked.world.of(asked.organisation.login)
    return Pages(held, lambda each: listed(asked.base, each))


@get("/orgs/{org}/actions/permissions/workflow")
def workflow_permissions(asked: Asked) -> Any:
    """Tell what a workflow's token may do by default."""
    return asked.organisation.workflow
