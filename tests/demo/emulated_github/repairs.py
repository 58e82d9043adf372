"""Repairs planted defects in the live world, by their ids in ``tests/demo/truth_github.yaml``.

What happened stays: only settings, people and open alerts can be repaired.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.emulated_github import protection
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.world import World

ORGANISATION = "quillhaven"
Repair = Callable[[World], None]


def _repository(world: World, name: str) -> Repository:
    return world.repositories[f"{ORGANISATION}/{name}"]


def give_jonas_a_second_factor(world: World) -> None:
    """Let the member without 2FA enable it."""
    world.organisations[ORGANISATION].without_2fa.clear()


def demand_second_factors(world: World) -> None:
    """Require 2FA of everybody; whoever is without is out, as at GitHub."""
    company = world.organisations[ORGANISATION]
    for login in company.without_2fa:
        company.members.pop(login, None)
    company.without_2fa.clear()
    company.two_factor_required = True


def lower_the_outsider(world: World) -> None:
    """Take the administration of a repository from the outside collaborator."""
    _repository(world, "billing-worker").outside["contract-viktor"] = "read"


def protect_the_sandbox(world: World) -> None:
    """Protect the unprotected default branch."""
    _repository(world, "sandbox-lab").classic = protection.classic()


def enforce_the_handbooks_rules(world: World) -> None:
    """Enable the disabled ruleset."""
    _repository(world, "handbook").rulesets[0].enforcement = "active"


def close_the_bypass(world: World) -> None:
    """Take the bypass actors out of the ruleset."""
    _repository(world, "infrastructure").rulesets[0].bypass_actors = []


def fix_the_open_dependency(world: World) -> None:
    """Fix the dependency whose alert is open past its limit."""
    now = world.clock.now().replace(microsecond=0)
    for alert in _repository(world, "web-console").alerts["dependabot"]:
        if alert["state"] == "open" and alert["severity"] == "critical":
            alert.update(state="fixed", closed_at=now, updated_at=now)


REPAIRS: dict[str, Repair] = {
    "gh-01-quillhaven": demand_second_factors,
    "gh-02-jonas-wierda": give_jonas_a_second_factor,
    "gh-03-contract-viktor": lower_the_outsider,
    "chg-01-sandbox-lab": protect_the_sandbox,
    "chg-01-handbook": enforce_the_handbooks_rules,
    "chg-06-infrastructure": close_the_bypass,
    "chg-24-web-console-4": fix_the_open_dependency,
}
