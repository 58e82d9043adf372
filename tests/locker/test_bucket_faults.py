"""Writers that race or lose the network on the way to the bucket: nothing is lost, nothing doubled."""

import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import pyarrow as pa
import pytest

from include.locker import Locker
from include.locker.s3 import upload
from include.model.errors import LockerUnreachable
from tests.locker.broken_wire import BrokenWire, always, once
from tests.locker.killed import is_whole
from tests.slow import SLOW

pytestmark = SLOW

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    """Let botocore try again at once."""
    clock = SimpleNamespace(sleep=lambda _: None, time=time.time)
    monkeypatch.setattr("botocore.endpoint.time", clock)


def test_two_lockers_writers_lose_and_double_no_entry(in_bucket, keep):
    def write(number):
        locker = Locker.open(in_bucket.root)
        for second in range(3):
            keep(locker, TABLE, observation=f"{number}-{second}")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    names = [entry.record.observation for entry in in_bucket.entries()]
    assert sorted(names) == [f"{number}-{second}" for number in range(3) for second in range(3)]
    is_whole(in_bucket, 9)


def test_a_network_lost_in_mid_upload_records_nothing_and_the_next_try_does(in_bucket, keep):
    with (
        BrokenWire(in_bucket, always("PUT staging/", "before")) as wire,
        pytest.raises(LockerUnreachable, match=r"ConnectionClosedError.*nothing is lost"),
    ):
        keep(in_bucket, TABLE)

    assert not any(name.startswith("PUT log/") for name in wire.seen)
    keep(in_bucket, TABLE)
    is_whole(in_bucket, 1)


def test_an_answer_that_got_lost_does_not_record_twice(in_bucket, keep):
    with BrokenWire(in_bucket, once("PUT log/", "after")) as wire:
        entry = keep(in_bucket, TABLE)

    assert [name for name in wire.seen if name.startswith("PUT log/")] == [
        "PUT log/000000001.json"
    ] * 2
    assert entry.number == 1
    is_whole(in_bucket, 1)


def test_a_network_lost_for_good_after_the_commit_is_finished_by_the_next_open(in_bucket, keep):
    with (
        BrokenWire(in_bucket, always("PUT log/", "after")),
        pytest.raises(LockerUnreachable, match="put_object of log/"),
    ):
        keep(in_bucket, TABLE)

    Locker.open(in_bucket.root)

    is_whole(in_bucket, 1)


def test_a_network_lost_while_files_are_moved_is_finished_by_the_next_open(in_bucket, keep):
    with (
        BrokenWire(in_bucket, always("PUT evidence/", "before")),
        pytest.raises(LockerUnreachable, match="put_object of evidence/"),
    ):
        keep(in_bucket, TABLE)

    Locker.open(in_bucket.root)

    is_whole(in_bucket, 1)


def test_a_draft_that_can_not_be_removed_is_said_and_left_to_the_next_one(in_bucket, keep, caplog):
    with BrokenWire(in_bucket, always("DELETE staging/", "before")):
        keep(in_bucket, TABLE)

    assert "who opens it next removes it" in caplog.text
    Locker.open(in_bucket.root)
    is_whole(in_bucket, 1)


@pytest.mark.parametrize("how", ["before", "after"])
def test_a_network_that_dies_at_any_request_leaves_all_of_a_record_or_none(
    bucket, keep, how, monkeypatch
):
    monkeypatch.setattr(upload, "ABANDONED_SECONDS", -5)
    outcomes = []
    for moment in range(50):
        locker = Locker.open(f"s3://{bucket}/{how}/{moment}/evidence/of/acme")
        lasting = iter(range(moment))
        wire = BrokenWire(locker, lambda _, left=lasting: how if next(left, None) is None else None)
        with wire, suppress(LockerUnreachable):
            keep(locker, TABLE)
        if len(wire.seen) <= moment:
            break

        Locker.open(locker.root)

        outcomes.append(len(list(Locker(locker.root).entries())))
        is_whole(locker, outcomes[-1])
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {0, 1}


def test_an_expired_session_is_one_clear_line(in_bucket, keep):
    with (
        BrokenWire(in_bucket, always("PUT", "expired")),
        pytest.raises(LockerUnreachable, match=r"ExpiredToken.*renew the credentials") as failed,
    ):
        keep(in_bucket, TABLE)

    assert "\n" not in str(failed.value)
    is_whole(in_bucket, 0)


def test_a_listing_that_is_late_loses_nothing(in_bucket, keep, monkeypatch):
    late = Locker(in_bucket.root)
    monkeypatch.setattr(late.storage, "last", lambda: 0)

    numbers = [keep(late, TABLE, observation=name).number for name in "abc"]

    assert numbers == [1, 2, 3]
    is_whole(in_bucket, 3)
