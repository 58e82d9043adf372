"""Every event of every delivered object is kept, counted, or quarantined by the name of its object."""

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from include.locker import Locker
from include.model.record import CollectionStatus
from include.sources.aws import _cloudtrail_earlier, _cloudtrail_records, cloudtrail_events
from tests.sources.aws.delivered import BUCKET, COUNTS, EVENTS, OBJECTS, Day, event, key, packed


@pytest.fixture
def day(session, account, moto, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    s3 = session.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    session.client("cloudtrail").create_trail(Name="main", S3BucketName=BUCKET)
    return Day(s3, session, account, Locker.open(tmp_path / "locker"))


def numbers(rows):
    return sorted(int(row["event_id"][-12:]) for row in rows)


def test_events_belong_to_the_window_of_their_time_and_come_once(day):
    late, next_day = event(3, "2026-11-20T23:59:59Z"), event(4, "2026-11-21T00:00:00Z")
    day.deliver("20261120T1005Z", packed(event(1), event(2)))
    day.deliver("20261120T1010Z", packed(event(2)))
    day.deliver("20261121T0004Z", packed(late, next_day))
    day.deliver(key("20261120T1100Z", "json"), json.dumps({"Records": []}).encode())

    made = day.extract()

    assert numbers(day.rows()) == [1, 2, 3]
    objects = day.rows(OBJECTS)
    assert sum(row["events"] for row in objects) == 5
    assert [sum(row[what] for row in objects) for what in COUNTS] == [3, 1, 1, 0]
    assert made[EVENTS].received_items == 3


def test_a_prefix_is_listed_once_and_an_object_is_asked_for_once(day):
    day.deliver("20261120T1005Z", packed(event(1)))
    day.deliver("20261121T0004Z", packed(event(2)))

    calls = day.extract()[EVENTS].calls

    # The Regions, then the day, the day before and the day after of the only one.
    assert (calls["s3:ListObjectsV2"], calls["s3:GetObject"]) == (4, 2)


def test_a_late_object_is_a_revision_of_what_is_new(day):
    day.deliver("20261120T1005Z", packed(event(1)))
    day.extract()
    day.deliver("20261121T0900Z", packed(event(1), event(2)))

    made = day.extract(datetime(2026, 11, 22, 7, tzinfo=UTC))

    assert numbers(day.rows()) == [1, 2]
    assert (made[EVENTS].revision, made[EVENTS].received_items) == (1, 2)
    assert made[EVENTS].calls["s3:GetObject"] == 1


def test_objects_of_several_batches_are_all_on_record_and_known_when_asked_again(day, monkeypatch):
    monkeypatch.setattr(cloudtrail_events, "_BATCH", 2)
    monkeypatch.setattr(_cloudtrail_earlier, "_BATCH", 2)
    for number in range(5):
        day.deliver(f"20261120T100{number}Z", packed(event(number)))
    day.extract()
    written = len(list(day.locker.entries()))

    made = day.extract(datetime(2026, 11, 22, 7, tzinfo=UTC))

    assert [row["key"][-15:-13] for row in day.rows(OBJECTS)] == [f"0{n}" for n in range(5)]
    assert "s3:GetObject" not in made[EVENTS].calls
    assert len(list(day.locker.entries())) == written


def test_asked_again_with_nothing_new_nothing_is_written(day):
    day.deliver("20261120T1005Z", packed(event(1), event(2, "yesterday")))
    day.extract()
    written = len(list(day.locker.entries()))

    day.extract(datetime(2026, 11, 22, 7, tzinfo=UTC))

    assert len(list(day.locker.entries())) == written


@pytest.mark.parametrize("prefix", ["AWSLogs/", "logs/AWSLogs/"])
def test_a_trail_may_have_a_prefix(day, prefix):
    day.session.client("cloudtrail").create_trail(
        Name="other", S3BucketName=BUCKET, S3KeyPrefix="logs"
    )
    day.deliver(key("20261120T1005Z", home=prefix), packed(event(1)))

    day.extract()

    assert numbers(day.rows()) == [1]


@pytest.mark.parametrize(
    ("body", "said", "kept"),
    [
        (b"", "empty", []),
        (packed(event(1))[:-9], "truncated", []),
        (b"no gzip at all", "malformed", []),
        (gzip.compress(b'{"Records": [{', mtime=0), "malformed", []),
        (gzip.compress(b'{"other": 1}', mtime=0), "foreign", []),
        (packed(event(1), event(2, "yesterday")), "eventTime", [1]),
        (packed(event(1), event(2, "2026-11-20T10:00:00")), "eventTime", [1]),
        (packed(event(1), event(2, userIdentity=7)), "userIdentity", [1]),
        (packed(event(1), event(2, eventName=7)), "record 2", [1]),
        (packed(event(1), event(2, resources="all")), "record 2", [1]),
        (packed(event(1), event(2, eventType=None)), "version 1.11 without eventType", [1]),
        (packed(event(1), event(2, eventID="")), "version 1.11 without eventID", [1]),
    ],
)
def test_what_cannot_be_read_is_named_and_makes_the_rest_no_less(day, body, said, kept):
    day.deliver("20261120T1005Z", body)
    day.deliver("20261120T1010Z", packed(event(9)))

    made = day.extract()[EVENTS]

    assert made.status is CollectionStatus.COLLECTED
    assert (
        f"{BUCKET}/{key('20261120T1005Z')} (SHA-256 {sha256(body).hexdigest()})" in made.unreadable
    )
    assert said in made.unreadable
    assert numbers(day.rows()) == [*kept, 9]
    row = day.rows(OBJECTS)[0]
    assert row["status"] == "quarantined"
    assert (row["events"] or 0) == sum(row[what] for what in COUNTS)


def test_an_object_whose_name_is_none_of_cloudtrails_is_quarantined(day):
    day.deliver(key("20261120T1005Z").replace("_CloudTrail_", "_Insight_"), packed(event(1)))

    made = day.extract()

    assert "foreign: its name" in made[EVENTS].unreadable
    assert day.rows() == []


def test_an_unreadable_object_of_long_after_holds_up_nothing(day):
    day.deliver("20261120T1005Z", packed(event(1)))
    day.deliver("20261121T1005Z", b"")

    assert day.extract()[EVENTS].unreadable is None


def test_an_object_that_is_mended_closes_the_hole(day):
    day.deliver("20261120T1005Z", b"")
    day.extract()
    day.deliver("20261120T1005Z", packed(event(1)))

    made = day.extract(datetime(2026, 11, 22, 7, tzinfo=UTC))

    assert made[EVENTS].unreadable is None
    assert numbers(day.rows()) == [1]


def test_an_object_that_nobody_could_read_is_read_again_and_recorded_once(day, monkeypatch):
    day.deliver("20261120T1005Z", packed(event(1, userAgent="\ud83d")))
    with monkeypatch.context() as before:
        before.setattr(_cloudtrail_records, "_of_whole_characters", lambda content: content)
        day.extract()
        written = len(list(day.locker.entries()))
        day.extract(datetime(2026, 11, 22, 7, tzinfo=UTC))
        again = len(list(day.locker.entries()))

    made = day.extract(datetime(2026, 11, 23, 7, tzinfo=UTC))

    assert again == written
    assert made[EVENTS].unreadable is None
    assert numbers(day.rows()) == [1]


def test_the_row_hash_tells_what_the_events_say_apart(day):
    hashes = set()
    for name in ("GetObject", "PutObject"):
        day.deliver("20261120T1005Z", packed(event(1, eventName=name)))
        day.locker = Locker.open(day.locker.root.parent / name)
        hashes.add(day.extract()[EVENTS].row_hash)

    assert len(hashes) == 2


def test_an_account_without_a_trail_has_no_record(day):
    day.session.client("cloudtrail").delete_trail(Name="main")

    made = day.extract()

    assert made[EVENTS].status is CollectionStatus.FAILED
    assert "no trail delivers" in made[EVENTS].message
