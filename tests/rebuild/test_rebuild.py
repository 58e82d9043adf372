"""The warehouse can be lost: loaded anew from a copy of the locker it is the same, and so say the seals."""

import shutil
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include import sources
from include.audit import audit
from include.conclude import conclude
from include.extract import extract
from include.extract.gaps import record_gaps
from include.load import load
from include.locker import Locker
from include.locker.verify import verify
from include.model.company import read_company
from include.model.errors import Cause, SourceUnreachable
from include.model.provenance import run
from include.model.record import CollectionStatus, Gap, Manifest
from include.model.reference import RunType
from include.seal import seal
from include.warehouse.schema import digest
from tests.slow import SLOW
from tests.whole.conftest import COMPANY
from tests.whole.test_truth import CLOSED

RUN = run("test/rebuild", RunType.MANUAL, "test")
SCOPES = read_company(COMPANY).scope
# Nothing of these happens in the life below.
EMPTY = {"fct_sample_draw", "fct_event"}


def be_denied(pipeline):
    def refuse(_scope, _into):
        raise SourceUnreachable("AccessDenied on s3:ListAllMyBuckets", cause=Cause.DENIED)

    account = SCOPES.aws_accounts[0].id
    extract(
        *("aws.s3", SCOPES.scope(account), refuse),
        locker=pipeline.locker,
        run=RUN,
        clock=pipeline.clock,
    )


def look_for_gaps(pipeline):
    named = [(name, sources.load(name).SOURCE) for name in sources.names()]
    record_gaps(pipeline.locker, named, SCOPES.scopes(), run=RUN, clock=pipeline.clock)


@pytest.fixture
def lived(pipeline, frozen_in_slot, postgres):
    """Observe, fix, miss a slot, be refused, observe again, seal; load after each step."""
    warehouse = postgres.create_database("lived")
    pipeline.clock = frozen_in_slot
    pipeline.observe()
    load(pipeline.locker, warehouse)
    pipeline.fix(CLOSED)
    pipeline.clock = frozen_in_slot.later(hours=12)
    look_for_gaps(pipeline)
    load(pipeline.locker, warehouse)
    be_denied(pipeline)
    load(pipeline.locker, warehouse)
    pipeline.clock = frozen_in_slot.later(hours=12, minutes=1)
    pipeline.observe()
    load(pipeline.locker, warehouse)
    conclude(
        pipeline.locker,
        warehouse,
        period_id="2026",
        days=(date(2026, 1, 1), date(2026, 12, 31)),
        run=RUN,
        clock=pipeline.clock,
    )
    load(pipeline.locker, warehouse)
    seal(pipeline.locker, Ed25519PrivateKey.generate(), run=RUN, warehouse_uri=warehouse)
    load(pipeline.locker, warehouse)
    return pipeline.locker, warehouse


@SLOW
def test_a_warehouse_rebuilt_from_a_copy_of_the_locker_is_the_one_that_was_lost(
    lived, database, tmp_path
):
    locker, warehouse = lived
    shutil.copytree(locker.root, tmp_path / "copy")
    copy = Locker.open(tmp_path / "copy")

    load(copy, database)

    assert digest(database) == digest(warehouse)
    assert {table for table, (rows, _) in digest(database).items() if not rows} == EMPTY
    assert audit(copy, run=RUN, warehouse_uri=database)[0].problems == []
    kept = [entry.record for entry in locker.entries()]
    assert {each.status for each in kept if isinstance(each, Manifest)} == set(CollectionStatus)
    assert any(isinstance(each, Gap) for each in kept)
    assert verify(locker.root).seals == 1
