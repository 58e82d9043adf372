"""What the verbs do in a process that is killed: one short job each, over a locker that a test prepares.

Recorded answers instead of an emulator: two datasets of an account with raw answers, one register.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pyarrow as pa

from include import sources
from include.extract import extract
from include.load import load
from include.locker import Locker
from include.model.dataset import Dataset, Nature, Source, column
from include.model.frozen import sha256
from include.model.scope import ScopeKind
from include.sources.collection import Answer
from include.validate import validate
from tests.time.world import ACCOUNT, company, definitions, run

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
COMPANY = company(date(2026, 11, 24))
RUN = run("test")
ANSWER = Answer(
    service="fake",
    operation="ListThings",
    region=None,
    parameters={},
    status=200,
    error_code=None,
    request_id="1",
    service_date=NOW,
    retries=0,
    body={},
)


def _dataset(name, *columns):
    fields = [column(each, pa.string(), f"The {each}.") for each in ("thing", *columns)]
    return Dataset(name=name, grain="One row per thing.", key=("thing",), columns=fields)


THINGS, APPROVALS, DOINGS = (
    _dataset("fake_things", "colour"),
    _dataset("fake_approvals"),
    _dataset("fake_doings"),
)
# More than a buffer of rows, so that a file can be cut in its middle.
NAMES = [f"thing {sha256(bytes([number % 256, number // 256]))}" for number in range(400)]
ROWS = {
    "fake_things": [
        {"thing": name, "colour": "red" if name.endswith("0") else "green"} for name in NAMES
    ],
    "fake_approvals": [{"thing": name} for name in NAMES[20:]],
    "fake_doings": [{"thing": "done"}],
}


def _collect(*datasets):
    def collect(_client, into):
        for dataset in datasets:
            with into.reading(dataset):
                rows = ROWS[dataset.name]
                into.record(replace(ANSWER, body=rows))
                into.expect(dataset, len(rows))
                into.add(dataset, rows)

    return collect


SOURCE = SimpleNamespace(
    SOURCE=Source(
        nature=Nature.STATE,
        scope_kind=ScopeKind.AWS_ACCOUNT,
        datasets=(THINGS, APPROVALS, DOINGS),
    ),
    collect=_collect(THINGS, APPROVALS, DOINGS),
)
sources.load = lambda _name: SOURCE


def observe(folder, minute=0):
    """Extract the three datasets of one source; a later minute is a retry of the same run."""
    extract(
        "fake.things",
        COMPANY.scope.scope(ACCOUNT),
        lambda _scope, _into: None,
        locker=Locker.open(folder),
        run=RUN,
        clock=lambda: NOW + timedelta(minutes=minute),
    )


def judge(folder):
    """Validate two themes: the tests that `tests/time` has, and those of slots and counts."""
    validate(Locker.open(folder), definitions(), COMPANY, run=RUN, clock=lambda: NOW)


def fill_warehouse(folder, uri):
    """Load everything, into tables that may not be there yet."""
    load(Locker.open(folder), uri, clock=lambda: NOW)


JOBS = {"observe": observe, "judge": judge, "fill_warehouse": fill_warehouse}
