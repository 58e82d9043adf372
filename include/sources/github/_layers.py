"""Lays one layer of protection out: classic protection, or the active rules of one ruleset."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Actors = list[dict[str, Any]] | None
# GitHub's numbers of the roles that it made itself.
_ROLES = {1: "read", 2: "maintain", 3: "triage", 4: "write", 5: "admin"}
_UNNUMBERED = frozenset({"OrganizationAdmin", "DeployKey", "EnterpriseOwner"})
_ADMINS = {"actor": "RepositoryRole:admin", "mode": "always"}


@dataclass(frozen=True)
class Layer:
    """What one layer demands; None is what GitHub's answer leaves open."""

    source: str
    reviews: int | None = 0
    dismisses_stale: bool | None = False
    last_push: bool | None = False
    code_owners: bool | None = False
    checks: tuple[str, ...] = ()
    strict: bool | None = False
    blocks_force_pushes: bool | None = False
    blocks_deletion: bool | None = False
    restricts_pushes: bool | None = False
    push_actors: tuple[str, ...] | None = ()
    signatures: bool | None = False
    bypass_actors: Actors = None

    def row(self) -> dict[str, Any]:
        """Return what is kept of the layer itself."""
        return {
            "source": self.source,
            "required_approving_review_count": self.reviews,
            "restricts_pushes": self.restricts_pushes,
            "push_actors": None if self.push_actors is None else list(self.push_actors),
            "bypass_actors": self.bypass_actors,
        }


def classic(answer: Mapping[str, Any]) -> Layer:
    """Read classic protection; a part that was never set is left out of the answer by GitHub itself."""
    reviews = answer.get("required_pull_request_reviews")
    asked: Mapping[str, Any] = reviews or {}
    checks = answer.get("required_status_checks")
    restrictions = answer.get("restrictions")
    force, deletion = _switch(answer, "allow_force_pushes"), _switch(answer, "allow_deletions")
    return Layer(
        source="classic protection",
        # Null restrictions mean that everybody with write access may push, not that nobody may.
        restricts_pushes=bool(restrictions is not None),
        push_actors=tuple(_named(restrictions)) if restrictions is not None else (),
        reviews=0 if reviews is None else asked.get("required_approving_review_count"),
        dismisses_stale=False if reviews is None else asked.get("dismiss_stale_reviews"),
        last_push=False if reviews is None else asked.get("require_last_push_approval"),
        code_owners=False if reviews is None else asked.get("require_code_owner_reviews"),
        checks=_contexts(checks or {}),
        strict=False if checks is None else checks.get("strict"),
        blocks_force_pushes=None if force is None else not force,
        blocks_deletion=None if deletion is None else not deletion,
        signatures=_switch(answer, "required_signatures"),
        bypass_actors=_classic_bypass(answer, asked),
    )


def ruleset(source: str, rules: Iterable[Mapping[str, Any]], bypass: Actors) -> Layer:
    """Read the active rules that one ruleset has for a branch."""
    by_type = {str(each["type"]): each.get("parameters") or {} for each in rules}
    pull, checks = by_type.get("pull_request"), by_type.get("required_status_checks")
    required: Mapping[str, Any] = pull or {}
    pushers = [each["actor"] for each in bypass or () if each["mode"] != "pull_request"]
    only_update = "update" in by_type
    return Layer(
        source=source,
        reviews=0 if pull is None else required.get("required_approving_review_count"),
        dismisses_stale=False if pull is None else required.get("dismiss_stale_reviews_on_push"),
        last_push=False if pull is None else required.get("require_last_push_approval"),
        code_owners=False if pull is None else required.get("require_code_owner_review"),
        checks=_rule_contexts(by_type),
        strict=False if checks is None else checks.get("strict_required_status_checks_policy"),
        blocks_force_pushes="non_fast_forward" in by_type,
        blocks_deletion="deletion" in by_type,
        restricts_pushes=only_update,
        # Only who may bypass an update rule can push; who that is may be kept back.
        push_actors=(None if bypass is None else tuple(pushers)) if only_update else (),
        signatures="required_signatures" in by_type,
        bypass_actors=bypass,
    )


def bypass_actors(answer: Mapping[str, Any]) -> Actors:
    """List who may bypass a ruleset; None where GitHub keeps it back from who may not change it."""
    listed = answer.get("bypass_actors")
    if listed is None:
        return None
    return sorted(
        ({"actor": _actor(each), "mode": each.get("bypass_mode")} for each in listed),
        key=lambda each: (each["actor"], str(each["mode"])),
    )


def _actor(actor: Mapping[str, Any]) -> str:
    kind, number = str(actor["actor_type"]), actor.get("actor_id")
    if kind in _UNNUMBERED or number is None:
        return kind
    return f"{kind}:{_ROLES.get(number, number) if kind == 'RepositoryRole' else number}"


def _classic_bypass(answer: Mapping[str, Any], asked: Mapping[str, Any]) -> Actors:
    enforced = _switch(answer, "enforce_admins")
    if enforced is None:
        return None
    named = _named(asked.get("bypass_pull_request_allowances") or {})
    allowed = [{"actor": actor, "mode": "always"} for actor in named]
    return allowed if enforced else [_ADMINS, *allowed]


def _named(groups: Mapping[str, Any]) -> list[str]:
    """Name the people, teams and Apps of a list of classic protection."""
    kinds = (("users", "User", "login"), ("teams", "Team", "slug"), ("apps", "App", "slug"))
    return sorted(
        f"{kind}:{each[name]}" for group, kind, name in kinds for each in groups.get(group) or ()
    )


def _contexts(checks: Mapping[str, Any]) -> tuple[str, ...]:
    listed = {each["context"] for each in checks.get("checks") or ()}
    return tuple(sorted(listed | set(checks.get("contexts") or ())))


def _rule_contexts(by_type: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    checks = by_type.get("required_status_checks", {}).get("required_status_checks") or ()
    workflows = by_type.get("workflows", {}).get("workflows") or ()
    tools = by_type.get("code_scanning", {}).get("code_scanning_tools") or ()
    return tuple(
        sorted(
            {each["context"] for each in checks}
            | {f"workflow:{each['path']}" for each in workflows}
            | {f"code_scanning:{each['tool']}" for each in tools}
        )
    )


def _switch(answer: Mapping[str, Any], name: str) -> bool | None:
    """Return a switch of classic protection; None where an older server does not know it."""
    return (answer.get(name) or {}).get("enabled")
