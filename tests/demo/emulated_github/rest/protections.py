"""Routes about how branches are protected: classic protection, rulesets, effective rules, bypasses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.demo.emulated_github.organisation import FREE
from tests.demo.emulated_github.people import ACTIONS, INSTALLED
from tests.demo.emulated_github.repository_model import Repository, Ruleset
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.shapes import GITHUB, app, node_id, user, when
from tests.demo.emulated_github.rest.teams import team_shape as team

UPGRADE = "Upgrade to GitHub Pro or make this repository public to enable this feature."
PERIODS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30}


def by_plan(asked: Asked, repository: Repository) -> None:
    """Refuse what the owner's plan does not hold."""
    owner = asked.world.organisations[repository.owner.login]
    if owner.plan == FREE and repository.is_private:
        raise Refused(403, UPGRADE)


@get("/repos/{owner}/{repo}/branches/{branch*}/protection")
def protection(asked: Asked) -> Any:
    """Tell a branch's classic protection."""
    repository = asked.administered
    by_plan(asked, repository)
    if asked.values["branch"] not in repository.branches:
        raise Refused(404, "Branch not found")
    settings = repository.classic_of(asked.values["branch"])
    if settings is None:
        raise Refused(404, "Branch not protected")
    return _classic(asked, repository, settings)


def _classic(asked: Asked, repository: Repository, settings: dict[str, Any]) -> dict[str, Any]:
    url = asked.url(asked.path)
    reviews, checks = settings["required_pull_request_reviews"], settings["required_status_checks"]
    answer: dict[str, Any] = {
        "url": url,
        "required_status_checks": {
            "url": f"{url}/required_status_checks",
            "strict": checks["strict"],
            "contexts": checks["contexts"],
            "contexts_url": f"{url}/required_status_checks/contexts",
            "checks": [{"context": each, "app_id": ACTIONS.id} for each in checks["contexts"]],
        },
        "required_pull_request_reviews": {"url": f"{url}/required_pull_request_reviews", **reviews},
        "required_signatures": _switch(url, "required_signatures", settings),
        "enforce_admins": _switch(url, "enforce_admins", settings),
    }
    for name in ("allow_force_pushes", "allow_deletions"):
        answer[name] = {"enabled": settings[name]}
    for name in (
        "required_linear_history",
        "block_creations",
        "required_conversation_resolution",
        "lock_branch",
        "allow_fork_syncing",
    ):
        answer[name] = {"enabled": settings.get(name, False)}
    if settings["restrictions"]:  # null in the settings: the key is absent, anybody may push
        answer["restrictions"] = _restrictions(asked, repository, settings["restrictions"])
    return answer


def _switch(url: str, name: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {"url": f"{url}/{name}", "enabled": settings[name]}


def _restrictions(asked: Asked, repository: Repository, who: dict[str, Any]) -> dict[str, Any]:
    url = asked.url(f"{asked.path}/restrictions")
    owner = asked.world.organisations[repository.owner.login]
    teams = [each for each in owner.teams if each.slug in who["teams"]]
    return {
        "url": url,
        **{f"{name}_url": f"{url}/{name}" for name in ("users", "teams", "apps")},
        "users": [user(asked.base, owner.members[login]) for login in who["users"]],
        "teams": [team(asked, owner, each) for each in teams],
        "apps": [app(asked.base, each) for each in INSTALLED if each.slug in who["apps"]],
    }


def in_force(asked: Asked, repository: Repository) -> list[Ruleset]:
    """List the rulesets over a repository's default branch that are enforced."""
    owner = asked.world.organisations[repository.owner.login]
    return [each for each in (*repository.rulesets, *owner.rulesets) if each.is_active]


@get("/repos/{owner}/{repo}/rules/branches/{branch*}")
def rules_of_branch(asked: Asked) -> Any:
    """List the active rules over a branch; whoever reads the repository may ask."""
    repository = asked.repository
    by_plan(asked, repository)
    if asked.values["branch"] != repository.default_branch:
        return Pages([], lambda each: each)
    rules = [
        {
            **rule,
            "ruleset_source_type": each.source_type,
            "ruleset_source": each.source,
            "ruleset_id": each.id,
        }
        for each in in_force(asked, repository)
        for rule in each.rules
    ]
    return Pages(rules, lambda each: each)


@get("/repos/{owner}/{repo}/rulesets")
def rulesets(asked: Asked) -> Any:
    """List the repository's rulesets and (unless ``includes_parents=false``) those above it."""
    repository = asked.repository
    by_plan(asked, repository)
    listed = list(repository.rulesets)
    if asked.query.get("includes_parents", "true") == "true":
        listed += asked.world.organisations[repository.owner.login].rulesets
    return Pages(listed, lambda each: _ruleset(asked, each))


@get("/orgs/{org}/rulesets")
def organisation_rulesets(asked: Asked) -> Any:
    """List the organisation's rulesets."""
    if asked.organisation.plan == FREE:
        raise Refused(403, "Upgrade to GitHub Team to enable this feature.")
    return Pages(asked.organisation.rulesets, lambda each: _ruleset(asked, each))


@get("/orgs/{org}/rulesets/{id}")
def organisation_ruleset(asked: Asked) -> Any:
    """Tell one of the organisation's rulesets whole."""
    return _one(asked, asked.organisation.rulesets, hidden=False)


def _rule_suites(asked: Asked) -> Any:
    repository = asked.administered
    by_plan(asked, repository)
    days = PERIODS.get(asked.query.get("time_period", "day"))
    if days is None:
        raise Refused(422, "time_period is one of hour, day, week, month")
    since = asked.world.clock.now() - timedelta(days=days)
    result = asked.query.get("rule_suite_result", "all")
    suites = [
        each
        for each in sorted(repository.suites, key=lambda each: each["pushed_at"], reverse=True)
        if each["pushed_at"] >= since and result in ("all", each["result"])
    ]
    return Pages(suites, lambda each: {**each, "pushed_at": when(each["pushed_at"])})


get("/repos/{owner}/{repo}/rulesets/rule-suites")(_rule_suites)


@get("/repos/{owner}/{repo}/rulesets/{id}")
def one_ruleset(asked: Asked) -> Any:
    """Tell one ruleset whole; who may bypass it shows only to who may write it."""
    repository = asked.repository
    by_plan(asked, repository)
    known = [*repository.rulesets, *asked.world.organisations[repository.owner.login].rulesets]
    return _one(asked, known, hidden=repository.settings.hidden)


def _one(asked: Asked, known: list[Ruleset], *, hidden: bool) -> dict[str, Any]:
    found = [each for each in known if str(each.id) == asked.values["id"]]
    if not found:
        raise Refused(404)
    it = found[0]
    conditions: dict[str, Any] = {"ref_name": {"include": list(it.include), "exclude": []}}
    if it.source_type == "Organization":
        conditions["repository_name"] = {"include": ["~ALL"], "exclude": []}
    seen: dict[str, Any] = {**_ruleset(asked, it), "conditions": conditions, "rules": it.rules}
    return seen if hidden else {**seen, "bypass_actors": it.bypass_actors}


def _ruleset(asked: Asked, it: Ruleset) -> dict[str, Any]:
    place = "orgs" if it.source_type == "Organization" else "repos"
    path = f"{it.source}/rulesets/{it.id}"
    html = (
        f"{GITHUB}/{'organizations/' if place == 'orgs' else ''}{it.source}/settings/rules/{it.id}"
    )
    return {
        "id": it.id,
        "name": it.name,
        "target": it.target,
        "source_type": it.source_type,
        "source": it.source,
        "enforcement": it.enforcement,
        "node_id": node_id("RRS", it.id),
        "_links": {"self": {"href": asked.url(f"/{place}/{path}")}, "html": {"href": html}},
        "created_at": when(it.created_at),
        "updated_at": when(it.created_at),
    }
