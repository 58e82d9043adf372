"""A world small enough to know by heart, and the real verbs that look at it.

Three sources: ``fake.things`` (state of an account), ``fake.approvals`` (state of the company) and
``fake.doings`` (events of an account, kept for ten days).
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa

from include.control_tests.definitions import load, load_all
from include.extract import extract
from include.extract.gaps import record_gaps
from include.locker import Locker
from include.model.account import AwsAccount
from include.model.company import Company
from include.model.control import ControlMatrix
from include.model.criteria import CriteriaFile
from include.model.dataset import Dataset, Nature, Source, column
from include.model.errors import SourceUnreachable
from include.model.parameters import ParametersFile
from include.model.record import Gap, Judgement, Manifest
from include.model.reference import Run, RunType
from include.model.scope import ScopeFile, ScopeKind
from include.validate import validate

REACH_DAYS = 10
ACCOUNT, COMPANY = "123456789012", "company"
THINGS, APPROVALS, DOINGS = "fake.things", "fake.approvals", "fake.doings"
PLACE = {THINGS: ACCOUNT, APPROVALS: COMPANY, DOINGS: ACCOUNT}
SHORT = "short"


def _source(name, nature, kind, *columns, reach_days=None):
    dataset = Dataset(
        name=f"fake_{name}",
        grain="One row per thing.",
        key=("thing",),
        columns=[column(each, pa.string(), f"The {each}.") for each in ("thing", *columns)],
    )
    source = Source(nature=nature, scope_kind=kind, datasets=(dataset,), reach_days=reach_days)

    def collect(world, into):
        with into.reading(dataset):
            rows = world.answer(f"fake.{name}")
            into.expect(dataset, len(rows) + (world.trouble.get(f"fake.{name}") == SHORT))
            into.add(dataset, rows)

    return SimpleNamespace(SOURCE=source, collect=collect)


SOURCES = {
    THINGS: _source("things", Nature.STATE, ScopeKind.AWS_ACCOUNT, "colour"),
    APPROVALS: _source("approvals", Nature.STATE, ScopeKind.COMPANY),
    DOINGS: _source("doings", Nature.EVENTS, ScopeKind.AWS_ACCOUNT, reach_days=REACH_DAYS),
}


def company(starts_on):
    return Company(
        scope=ScopeFile(
            company="Example",
            starts_on=starts_on,
            aws_accounts=(AwsAccount(id=ACCOUNT, name="production", environment="production"),),
        ),
        control_matrix=ControlMatrix(controls=()),
        criteria=CriteriaFile(criteria={}),
        parameters=ParametersFile(version="1", approved_by="nobody"),
    )


def definitions():
    """Return the two tests of this folder, and the two that read evidence about slots and counts."""
    ours = load_all(Path(__file__).with_name("control_tests"))
    return [*ours.values(), load("collections_are_complete"), load("every_slot_has_evidence")]


@dataclass
class World:
    """What there is now, by whose clock, and the locker of what was seen of it.

    ``trouble`` is how a source fails: a cause, or ``SHORT`` for an answer that lacks an item.
    """

    folder: Path
    now: datetime
    starts_on: date = date(2026, 1, 1)
    zone: object = UTC
    things: dict = field(default_factory=lambda: {"a": "green", "b": "red", "c": "green"})
    approved: set = field(default_factory=lambda: {"a", "b"})
    trouble: dict = field(default_factory=dict)
    asked: int = 0

    def __post_init__(self):
        self.locker = Locker.open(self.folder)
        self.company = company(self.starts_on)

    def clock(self):
        return self.now.astimezone(self.zone)

    def answer(self, source):
        self.asked += 1
        trouble = self.trouble.get(source)
        if trouble is not None and trouble != SHORT:
            raise SourceUnreachable(f"{source} did not answer: {trouble}", cause=trouble)
        if source == THINGS:
            return [{"thing": thing, "colour": colour} for thing, colour in self.things.items()]
        return [{"thing": thing} for thing in sorted(self.approved)]

    def observe(self, source, run_id, interval=None):
        return extract(
            source,
            self.company.scope.scope(PLACE[source]),
            lambda _scope, _into: self,
            locker=self.locker,
            run=run(run_id),
            interval=interval,
            clock=self.clock,
        )

    def judge(self, tests, run_id="judge"):
        return validate(self.locker, tests, self.company, run=run(run_id), clock=self.clock)

    def find_gaps(self, run_id="gaps"):
        named = [(name, module.SOURCE) for name, module in SOURCES.items()]
        scopes = self.company.scope.scopes()
        return record_gaps(self.locker, named, scopes, run=run(run_id), clock=self.clock)

    def records(self, kind):
        return [e.record for e in self.locker.entries() if isinstance(e.record, kind)]

    @property
    def manifests(self):
        return self.records(Manifest)

    @property
    def gaps(self):
        return self.records(Gap)

    @property
    def judgements(self):
        return self.records(Judgement)


def run(run_id):
    return Run(run_id=run_id, run_type=RunType.MANUAL, triggered_by="test", code_version="test")
