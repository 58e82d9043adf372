"""The whole emulated GitHub at one moment, and its clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.demo.emulated_github import alerting, auditing, deploying, organisation, repositories
from tests.demo.emulated_github.defects import plant
from tests.demo.emulated_github.history import act_out
from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.plans import ordinary_year
from tests.demo.emulated_github.protection import pull_request_rules, ruleset
from tests.demo.emulated_github.renaming import rename_default_branch
from tests.demo.emulated_github.repository_model import CLASSIC, Repository, Settings

MONOLITH = "monolith"


class Clock:
    """Begins at a given instant and runs on from there."""

    def __init__(self, start: datetime) -> None:
        """Remember the start by our clock and by the process's."""
        self._start, self._began = start, time.monotonic()

    def now(self) -> datetime:
        """Tell the time in this world."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)


@dataclass(eq=False)
class World:
    """Organisations by login and repositories by full name; ``moved`` leads from former names."""

    clock: Clock
    organisations: dict[str, Organisation] = field(default_factory=dict)
    repositories: dict[str, Repository] = field(default_factory=dict)
    moved: dict[str, Repository] = field(default_factory=dict)

    def of(self, login: str) -> list[Repository]:
        """List an organisation's repositories."""
        return [each for each in self.repositories.values() if each.owner.login == login]

    def repository_by_id(self, number: int) -> Repository | None:
        """Find a repository by its id, which a transfer or new name never changes."""
        return next((each for each in self.repositories.values() if each.id == number), None)


def build(
    seed: int = 7, now: datetime | None = None, pulls: int = 0, plan: str = organisation.TEAM
) -> World:
    """Build the world; the same seed and start give the same one, ids and hashes included.

    Args:
        seed: of whatever chance decides.
        now: the world's present; the year ends here.
        pulls: plain merged pull requests more, in a repository ``monolith``, over the last 30 days.
        plan: of Quillhaven: ``team`` or ``enterprise`` (audit log, SSO identities).
    """
    start = now or datetime.now(UTC)
    world = World(Clock(start))
    names = [each.name for each in repositories.SETTINGS]
    company = organisation.quillhaven(plan, names, start)
    labs = organisation.labs(start)
    world.organisations = {each.login: each for each in (company, labs)}
    for number, settings in enumerate(repositories.SETTINGS, start=70_001):
        _add(world, company, number=number, settings=settings, seed=seed, now=start)
    _add(
        world,
        labs,
        number=70_090,
        settings=Settings("prototype", 6, protection="none"),
        seed=seed,
        now=start,
    )
    if pulls:
        settings = Settings(MONOLITH, pulls, "squash", CLASSIC)
        _add(world, company, number=70_099, settings=settings, seed=seed, now=start)
    rules = [rule for rule in pull_request_rules() if rule["type"] == "non_fast_forward"]
    company.rulesets = [
        ruleset(
            60_001,
            "nobody rewrites history",
            company.login,
            company.created_at,
            rules,
            enforcement="evaluate",
            source_type="Organization",
        )
    ]
    auditing.write_audit_log(company, world.of(company.login))
    return world


def _add(
    world: World, owner: Organisation, *, number: int, settings: Settings, seed: int, now: datetime
) -> None:
    repository = repositories.make(number, settings, owner, now)
    plans = ordinary_year(seed, settings.name, settings.pulls)
    plant(settings.name, plans)
    days = 30 if settings.name == MONOLITH else None
    act_out(seed, repository, plans, now, days)
    if settings.former_branch:
        at = now - timedelta(days=repositories.RENAMED_DAYS_AGO)
        rename_default_branch(repository, settings.former_branch, at.replace(microsecond=0))
    deploying.deploy_all(seed, repository)
    alerting.raise_alerts(repository, now)
    world.repositories[repository.full_name] = repository
    if settings.former_owner:
        world.moved[f"{settings.former_owner}/{settings.name}"] = repository
