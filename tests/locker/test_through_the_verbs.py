"""The registers of the emulated company, through extract, validate and load: the same in both places."""

from datetime import UTC, datetime

import pytest

from include import sources
from include.audit import audit
from include.load import load
from include.locker import Locker
from include.report import summarise
from include.warehouse.schema import digest
from tests.locker.conftest import RUN
from tests.warehouse.fixtures import postgres
from tests.whole.conftest import COMPANY, Pipeline

__all__ = ["postgres"]
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.fixture
def observe(monkeypatch):
    def observe(locker):
        pipeline = Pipeline("", "", locker, COMPANY, clock=lambda: NOW)
        pipeline.observe(name for name in sources.names() if name.startswith("registers."))

    return observe


def contents(locker):
    with locker.mirrored() as folder:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }


def test_a_bucket_holds_and_loads_what_a_directory_does(observe, locker, in_bucket, postgres):
    for each in (locker, in_bucket):
        observe(each)
    one, other = postgres.create_database("directory"), postgres.create_database("bucket")

    load(locker, one, clock=lambda: NOW)
    load(Locker.open(in_bucket.root), other, clock=lambda: NOW)

    kept = contents(locker)
    assert len(kept) > 20
    assert contents(in_bucket) == kept
    assert digest(other) == digest(one)
    assert summarise(in_bucket).tests == summarise(locker).tests
    assert audit(in_bucket, run=RUN, warehouse_uri=other)[0].problems == []
