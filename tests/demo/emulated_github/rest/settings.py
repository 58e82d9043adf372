"""Routes about a repository's settings: branches, people, keys, environments, switches."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.people import person
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.commit_shapes import commit
from tests.demo.emulated_github.rest.protections import in_force
from tests.demo.emulated_github.rest.repository_shapes import whole
from tests.demo.emulated_github.rest.shapes import GITHUB, node_id, user, when

ROLES = ("read", "triage", "write", "maintain", "admin")
PERMISSIONS = ("pull", "triage", "push", "maintain", "admin")


@get("/repos/{owner}/{repo}")
def repository(asked: Asked) -> Any:
    """Tell about one repository."""
    return whole(asked.base, asked.repository)


@get("/repos/{owner}/{repo}/branches")
def branches(asked: Asked) -> Any:
    """List the branches that stand."""
    it = asked.repository
    names = sorted(it.branches)
    if "protected" in asked.query:
        wanted = asked.query["protected"] == "true"
        names = [each for each in names if _is_protected(asked, it, each) == wanted]
    return Pages(names, lambda name: _branch(asked, it, name))


def _is_protected(asked: Asked, it: Repository, name: str) -> bool:
    by_rules = name == it.default_branch and bool(in_force(asked, it))
    return by_rules or it.classic_of(name) is not None


def _branch(asked: Asked, it: Repository, name: str) -> dict[str, Any]:
    sha = it.branches[name].sha
    url = asked.url(f"/repos/{it.full_name}")
    return {
        "name": name,
        "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
        "protected": _is_protected(asked, it, name),
    }


@get("/repos/{owner}/{repo}/branches/{branch*}")
def branch(asked: Asked) -> Any:
    """Tell about one branch; a former default branch leads to its new name."""
    it, name = asked.repository, asked.values["branch"]
    if name == it.settings.former_branch:
        name = it.default_branch
    if name not in it.branches:
        raise Refused(404, "Branch not found")
    url = asked.url(f"/repos/{it.full_name}/branches/{name}")
    classic = it.classic_of(name)
    contexts = classic["required_status_checks"]["contexts"] if classic else []
    return {
        **_branch(asked, it, name),
        "commit": commit(asked.base, it.branches[name]),
        "_links": {"self": url, "html": f"{GITHUB}/{it.full_name}/tree/{name}"},
        "protection": {
            "enabled": _is_protected(asked, it, name),
            "required_status_checks": {
                "enforcement_level": "non_admins" if contexts else "off",
                "contexts": contexts,
                "checks": [],
            },
        },
        "protection_url": f"{url}/protection",
    }


@get("/repos/{owner}/{repo}/codeowners/errors")
def codeowners_errors(asked: Asked) -> Any:
    """Tell what is wrong with CODEOWNERS; 404 where there is none."""
    it = asked.repository
    if not it.has_codeowners:
        raise Refused(404)
    return {"errors": it.codeowners_errors}


@get("/repos/{owner}/{repo}/collaborators")
def collaborators(asked: Asked) -> Any:
    """List who has rights: all, those named directly, or those from outside."""
    it = asked.administered
    wanted = asked.query.get("affiliation", "all")
    roles = {**it.outside} if wanted == "outside" else {**it.collaborators, **it.outside}
    if wanted == "all":
        roles = _everybody(asked, it) | roles
    return Pages(sorted(roles), lambda login: _collaborator(asked, login, roles[login]))


def _everybody(asked: Asked, it: Repository) -> dict[str, str]:
    owner = asked.world.organisations[it.owner.login]
    roles = dict.fromkeys(owner.members, owner.default_permission)
    for team in owner.teams:
        if team.repositories.get(it.name) == "push":
            roles |= dict.fromkeys(team.members, "write")
    return roles | dict.fromkeys(owner.owners, "admin")


def _collaborator(asked: Asked, login: str, role: str) -> dict[str, Any]:
    rank = ROLES.index(role)
    held = {name: index <= rank for index, name in enumerate(PERMISSIONS)}
    return {**(user(asked.base, person(login)) or {}), "permissions": held, "role_name": role}


@get("/repos/{owner}/{repo}/keys")
def keys(asked: Asked) -> Any:
    """List the deploy keys."""
    it = asked.administered
    url = asked.url(f"/repos/{it.full_name}/keys")

    def render(key: dict[str, Any]) -> dict[str, Any]:
        times = {name: when(key[name]) for name in ("created_at", "last_used")}
        return {**key, **times, "url": f"{url}/{key['id']}"}

    return Pages(it.keys, render)


@get("/repos/{owner}/{repo}/environments")
def environments(asked: Asked) -> Any:
    """List the environments with who must let a deployment go."""
    it = asked.repository
    held = list(it.environments.values())
    return Pages(held, lambda each: environment(asked, it, each), "environments")


@get("/repos/{owner}/{repo}/environments/{name}")
def one_environment(asked: Asked) -> Any:
    """Tell about one environment."""
    it = asked.repository
    if asked.values["name"] not in it.environments:
        raise Refused(404)
    return environment(asked, it, it.environments[asked.values["name"]])


def environment(asked: Asked, it: Repository, facts: dict[str, Any]) -> dict[str, Any]:
    """Write an environment."""
    number = facts["id"]
    reviewers = [
        {"type": "User", "reviewer": user(asked.base, person(login))}
        for login in facts["reviewers"]
    ]
    rules = [
        {
            "id": number * 10 + 1,
            "node_id": node_id("GA", number * 10 + 1),
            "type": "required_reviewers",
            "prevent_self_review": facts["prevent_self_review"],
            "reviewers": reviewers,
        },
        {
            "id": number * 10 + 2,
            "node_id": node_id("GA", number * 10 + 2),
            "type": "branch_policy",
        },
    ]
    return {
        **environment_name(asked, it, facts),
        "protection_rules": rules if reviewers else rules[1:],
        "deployment_branch_policy": {"protected_branches": True, "custom_branch_policies": False},
    }


def environment_name(asked: Asked, it: Repository, facts: dict[str, Any]) -> dict[str, Any]:
    """Write an environment without its rules."""
    html = f"{GITHUB}/{it.full_name}/deployments/activity_log?environments_filter={facts['name']}"
    return {
        "id": facts["id"],
        "node_id": node_id("EN", facts["id"]),
        "name": facts["name"],
        "url": asked.url(f"/repos/{it.full_name}/environments/{facts['name']}"),
        "html_url": html,
        "created_at": when(facts["created_at"]),
        "updated_at": when(facts["created_at"]),
    }


@get("/repos/{owner}/{repo}/actions/permissions/workflow")
def workflow_permissions(asked: Asked) -> Any:
    """Tell what a workflow's token may do by default."""
    return asked.administered.workflow
