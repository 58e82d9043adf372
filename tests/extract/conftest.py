"""A source made up for a test, in the place where the verb looks for sources."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pyarrow as pa
import pytest

from include import sources
from include.locker import Locker
from include.model.dataset import Dataset, Nature, Source, column
from include.model.reference import Run, RunType
from include.model.scope import Scope, ScopeKind

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
THINGS = Dataset(
    name="test_things",
    grain="One row per thing.",
    key=("name",),
    columns=[
        column("name", pa.string(), "What it is called.", nullable=False),
        column("size", pa.int64(), "How big it is."),
    ],
)
RUN = Run(run_id="test", run_type=RunType.MANUAL, triggered_by="test", code_version="test")
SCOPE = Scope(
    kind=ScopeKind.AWS_ACCOUNT, id="123456789012", name="production", starts_on=date(2026, 11, 24)
)


@pytest.fixture
def locker(tmp_path):
    return Locker.open(tmp_path / "locker")


@pytest.fixture
def a_source(monkeypatch):
    """Declare ``test.things`` of a nature, which collects as the test says."""

    def declare(collect, nature=Nature.STATE, reach_days=None, late_days=0, *, is_delivered=False):
        source = Source(
            nature=nature,
            scope_kind=ScopeKind.AWS_ACCOUNT,
            datasets=(THINGS,),
            reach_days=reach_days,
            late_days=late_days,
            is_delivered=is_delivered,
        )
        module = SimpleNamespace(SOURCE=source, collect=collect)
        monkeypatch.setattr(sources, "load", lambda _name: module)
        return source

    return declare
