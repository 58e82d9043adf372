"""The registers of the emulated company, through one verb after the other: the same in both places."""

from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include import sources
from include.audit import audit
from include.load import load
from include.locker import Locker
from include.model.sample import Period
from include.packet import build
from include.report import summarise
from include.seal import seal
from include.warehouse.schema import digest
from tests.locker.conftest import RUN
from tests.slow import SLOW
from tests.warehouse.fixtures import postgres
from tests.whole.conftest import COMPANY, Pipeline

__all__ = ["postgres"]
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
PERIOD = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))


def observe(locker):
    pipeline = Pipeline("", "", locker, COMPANY, clock=lambda: NOW)
    pipeline.observe([name for name in sources.names() if name.startswith("registers.")])


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def contents(locker):
    with locker.mirrored() as folder:
        return files(folder)


@pytest.fixture
def both(locker, in_bucket, postgres):
    """Return each place with a warehouse that was loaded from it."""
    made = {locker: "directory", in_bucket: "bucket"}
    for place, name in made.items():
        observe(place)
        made[place] = postgres.create_database(name)
        load(Locker.open(place.root), made[place], clock=lambda: NOW)
    return made.items()


@SLOW
def test_a_bucket_holds_loads_seals_and_hands_over_what_a_directory_does(both, tmp_path):
    (locker, one), (in_bucket, other) = both

    assert len(contents(locker)) > 20
    assert contents(in_bucket) == contents(locker)
    assert digest(other) == digest(one)
    assert summarise(in_bucket).tests == summarise(locker).tests
    packets = [
        build(place, uri, PERIOD, tmp_path / str(number), with_evidence=True)
        for number, (place, uri) in enumerate(both)
    ]
    assert files(packets[1].folder) == files(packets[0].folder)
    seal(in_bucket, Ed25519PrivateKey.generate(), run=RUN, warehouse_uri=other)
    assert audit(in_bucket, run=RUN, warehouse_uri=other)[0].problems == []
