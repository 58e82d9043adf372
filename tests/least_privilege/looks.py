"""What is left when one permission is missing: a slot per action, observed without it, all judged at once.

Of events there is one delivered day: an action that they need has a locker of its own.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from include.control_tests.definitions import load_all
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.provenance import run
from include.model.record import CollectionStatus
from include.model.reference import RunType
from include.model.scope import ScopeKind
from include.sources import by_provider, load, names, policy, registers
from include.validate import validate
from tests.least_privilege.branches import BRANCHES

COMPANY = Path(__file__).parents[1] / "demo" / "company"
SANDBOX = "210987654321"
SOURCES = {name: load(name).SOURCE for name in by_provider()["aws"]}
ACTIONS = [each for each in policy.actions() if each not in BRANCHES]


@dataclass(frozen=True)
class Seen:
    """What is left without an action: its collections by dataset, each test's outcome and verdicts."""

    manifests: dict
    unread: frozenset
    outcomes: dict
    verdicts: dict

    @property
    def failed(self):
        return {
            name for name, each in self.manifests.items() if each.status is CollectionStatus.FAILED
        }

    def items(self, test, verdict):
        return {
            item
            for (name, item), found in self.verdicts.items()
            if (name, found) == (test, verdict)
        }


def look(collector, folder):
    """Observe with everything allowed (None), then without each action; tell what is seen, by action."""
    shared, found = Locker.open(folder / "shared"), {}
    for number, action in enumerate([None, *ACTIONS]):
        collector.allow(without=action)
        only = [name for name, source in SOURCES.items() if action in (None, *source.permissions)]
        dated = set(only) & set(names("events", "history"))
        locker = Locker.open(folder / str(number)) if dated else shared
        manifests = collector.observe(locker, SANDBOX, only=only, slots_later=number)
        _read_registers(locker, manifests[0].observed_at)
        found[action] = (locker, manifests)
    of_slots = _judge(shared)
    return {
        action: _seen(locker, manifests, of_slots if locker is shared else None)
        for action, (locker, manifests) in found.items()
    }


def _seen(locker, manifests, of_slots):
    """Put together what one action's slot holds, or all that its own locker does."""
    if of_slots:
        outcomes, verdicts = of_slots[manifests[0].interval]
    else:
        outcomes, verdicts = {}, {}
        for of_interval in _judge(locker).values():
            outcomes |= of_interval[0]
            verdicts |= of_interval[1]
    unread = frozenset(_read_in_part(locker, manifests))
    return Seen({one.dataset: one for one in manifests}, unread, outcomes, verdicts)


def declaring(action):
    """Name the datasets that declare an action."""
    return {
        dataset.name
        for source in SOURCES.values()
        for dataset in source.datasets
        if action in dataset.permissions
    }


def readable(observed, tests):
    """List the tests of an account whose datasets were all looked at."""
    there = {*observed.manifests} | {
        dataset.name
        for name in by_provider()["registers"]
        for dataset in load(name).SOURCE.datasets
    }
    of_accounts = {n for n, each in tests.items() if ScopeKind.AWS_ACCOUNT in each.test.per}
    return {name for name in of_accounts if set(tests[name].reads) <= there}


def _read_registers(locker, now):
    for name in by_provider()["registers"]:
        extract(
            name,
            read_company(COMPANY).scope.scope("company"),
            partial(registers.connect, COMPANY / "registers"),
            locker=locker,
            run=run("test/registers", RunType.MANUAL, "test"),
            clock=lambda: now,
        )


def _read_in_part(locker, manifests):
    """Name the datasets that were collected and hold items which could not be read."""
    for each in manifests:
        rows = locker.table(each.parquet).to_pylist() if each.parquet else []
        if any(row.get("read_errors") for row in rows):
            yield each.dataset


def _judge(locker):
    """Return outcomes by test, and verdicts by test and item, of the sandbox by slot."""
    company = read_company(COMPANY)
    accounts = tuple(each for each in company.scope.aws_accounts if each.id == SANDBOX)
    scope = company.scope.model_copy(update={"aws_accounts": accounts})
    found = defaultdict(lambda: ({}, {}))
    for judgement in validate(
        locker,
        list(load_all().values()),
        company.model_copy(update={"scope": scope}),
        run=run("test/judge", RunType.MANUAL, "test"),
    ):
        outcomes, verdicts = found[judgement.interval]
        outcomes |= {e.test: e.outcome for e in judgement.assessments if e.scope.id == SANDBOX}
        verdicts |= {
            (row["test"], row["item_id"]): row["verdict"]
            for row in locker.table(judgement.verdicts).to_pylist()
            if row["scope_id"] == SANDBOX
        }
    return found
