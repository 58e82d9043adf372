"""A writer to a bucket that is killed: what it recorded is finished, what it did not is forgotten in time."""

import pyarrow as pa
import pytest

from include.locker import Locker
from include.locker.s3 import upload
from include.model.errors import LockerUnreachable
from tests.locker.killed import Abandoned, is_whole, killed, staged

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})


def test_a_writer_killed_between_commit_and_move_is_finished_by_the_next_open(
    in_bucket, keep, monkeypatch
):
    monkeypatch.setattr(upload, "place", killed)
    with pytest.raises(KeyboardInterrupt):
        keep(in_bucket, TABLE, draft=Abandoned(in_bucket))
    monkeypatch.undo()
    (entry,) = in_bucket.entries()
    seen_in_the_draft = in_bucket.table(entry.record.parquet)
    with in_bucket.mirrored() as folder:
        names = [path.name for path in folder.rglob("*") if path.is_file()]
    was_at_its_place = in_bucket.storage.has(entry.record.parquet.path)

    Locker.open(in_bucket.root)

    assert seen_in_the_draft.equals(TABLE)
    assert sorted(names) == ["000000001.json", entry.record.parquet.sha256]
    assert not was_at_its_place
    assert in_bucket.storage.has(entry.record.parquet.path)
    is_whole(in_bucket, 1)


def test_a_writer_killed_before_its_commit_is_left_alone_for_a_day_and_then_forgotten(
    in_bucket, keep, monkeypatch
):
    monkeypatch.setattr("include.locker.s3.keeping.Keeping.put", killed)
    with pytest.raises(KeyboardInterrupt):
        keep(in_bucket, TABLE, draft=Abandoned(in_bucket))
    monkeypatch.undo()

    Locker.open(in_bucket.root)
    left_alone = staged(in_bucket)
    monkeypatch.setattr(upload, "ABANDONED_SECONDS", -5)
    Locker.open(in_bucket.root)

    assert len(left_alone) == 2
    is_whole(in_bucket, 0)


def test_a_writer_that_took_half_a_day_to_stage_records_nothing(in_bucket, keep, monkeypatch):
    monkeypatch.setattr(upload, "_IN_TIME_SECONDS", -1)

    with pytest.raises(LockerUnreachable, match="half a day"):
        keep(in_bucket, TABLE)

    monkeypatch.undo()
    is_whole(in_bucket, 0)


def test_a_recorded_draft_that_can_not_be_finished_is_said_and_stops_nobody(
    aws, in_bucket, keep, monkeypatch, caplog
):
    monkeypatch.setattr(upload, "place", killed)
    with pytest.raises(KeyboardInterrupt):
        keep(in_bucket, TABLE, draft=Abandoned(in_bucket))
    monkeypatch.undo()
    (entry,) = in_bucket.entries()
    key = f"evidence/of/acme/{entry.record.parquet.path}"
    aws.put_object(Bucket=in_bucket.storage.objects.address.bucket, Key=key, Body=b"other")

    keep(Locker.open(in_bucket.root), TABLE, observation="next")

    assert "other bytes rest here than were recorded; investigate" in caplog.text
    assert len(staged(in_bucket)) == 2
