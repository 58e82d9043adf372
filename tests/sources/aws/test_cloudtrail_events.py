"""Every event of every delivered object is kept, counted, or quarantined by the name of its object."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from include.extract import extract
from include.locker import Locker
from include.model.interval import window_of
from include.model.provenance import command_line_run
from include.model.record import CollectionStatus
from include.sources.aws import connect
from tests.sources.conftest import ACCOUNT

BUCKET, REGION = "trail", "eu-west-1"
WINDOW = window_of(datetime(2026, 11, 20, tzinfo=UTC))
NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
HOME = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}"


def event(number, at="2026-11-20T10:00:00Z", **other):
    return {
        "eventVersion": "1.11",
        "eventID": f"00000000-0000-4000-8000-{number:012d}",
        "eventTime": at,
        "eventName": "GetObject",
        "eventSource": "s3.amazonaws.com",
        "userIdentity": {"type": "IAMUser", "userName": "ann"},
        **other,
    }


def packed(*events):
    return gzip.compress(json.dumps({"Records": events}).encode())


def key(stamp, suffix="json.gz"):
    day = f"{stamp[:4]}/{stamp[4:6]}/{stamp[6:8]}"
    return f"{HOME}/{day}/{ACCOUNT}_CloudTrail_{REGION}_{stamp}_abc.{suffix}"


@pytest.fixture
def s3(session, moto, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    client = session.client("s3")
    client.create_bucket(Bucket=BUCKET)
    session.client("cloudtrail").create_trail(Name="main", S3BucketName=BUCKET)
    return client


@pytest.fixture
def day(session, account, tmp_path):
    """Extract the window; return the manifests by dataset, and a way to read all rows."""
    locker = Locker.open(tmp_path / "locker")

    def ask(at=NOW):
        made = extract(
            "aws.cloudtrail_events",
            account,
            lambda scope, into: connect(session, scope, into),
            locker=locker,
            run=command_line_run(),
            interval=WINDOW,
            clock=lambda: at,
        )
        return {each.dataset: each for each in made.manifests}, lambda name: [
            row
            for entry in locker.entries()
            if entry.record.dataset == name and entry.record.parquet
            for row in locker.table(entry.record.parquet).to_pylist()
        ]

    return ask


def test_events_belong_to_the_window_of_their_time_and_come_once(s3, day):
    late = event(3, "2026-11-20T23:59:59Z")
    s3.put_object(Bucket=BUCKET, Key=key("20261120T1005Z"), Body=packed(event(1), event(2)))
    s3.put_object(Bucket=BUCKET, Key=key("20261120T1010Z"), Body=packed(event(2)))
    s3.put_object(
        Bucket=BUCKET,
        Key=key("20261121T0004Z"),
        Body=packed(late, event(4, "2026-11-21T00:00:00Z")),
    )
    s3.put_object(
        Bucket=BUCKET,
        Key=key("20261120T1100Z", "json"),
        Body=json.dumps({"Records": []}).encode(),
    )

    made, rows = day()

    assert sorted(row["event_id"][-1] for row in rows("aws_cloudtrail_events")) == ["1", "2", "3"]
    objects = rows("aws_cloudtrail_objects")
    assert sum(row["events"] for row in objects) == 5
    assert [sum(row[what] for row in objects) for what in ("kept", "duplicates", "outside")] == [
        3,
        1,
        1,
    ]
    assert made["aws_cloudtrail_events"].calls["s3:GetObject"] == 4
    assert made["aws_cloudtrail_events"].received_items == 3


def test_a_late_object_is_a_revision_of_what_is_new(s3, day):
    s3.put_object(Bucket=BUCKET, Key=key("20261120T1005Z"), Body=packed(event(1)))
    day()
    s3.put_object(Bucket=BUCKET, Key=key("20261121T0900Z"), Body=packed(event(1), event(2)))

    made, rows = day(datetime(2026, 11, 22, 7, tzinfo=UTC))

    assert [row["event_id"][-1] for row in rows("aws_cloudtrail_events")] == ["1", "2"]
    assert made["aws_cloudtrail_events"].revision == 1
    assert made["aws_cloudtrail_events"].received_items == 2
    assert made["aws_cloudtrail_events"].calls["s3:GetObject"] == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (packed(event(1))[:-9], "truncated"),
        (b"no gzip at all", "malformed"),
        (gzip.compress(b'{"Records": [{'), "malformed"),
        (gzip.compress(b'{"other": 1}'), "foreign"),
        (packed(event(1), event(2, "yesterday")), "eventTime"),
        (packed(event(1), event(2, userIdentity=7)), "Expected"),
        (packed(event(1), event(2, eventName=7)), "record 2"),
    ],
)
def test_what_cannot_be_read_leaves_the_day_open_and_is_named(s3, day, body, said):
    s3.put_object(Bucket=BUCKET, Key=key("20261120T1005Z"), Body=body)

    made, rows = day()

    failed = made["aws_cloudtrail_events"]
    (row,) = rows("aws_cloudtrail_objects")
    assert failed.status is CollectionStatus.FAILED
    assert key("20261120T1005Z") in failed.message
    assert said in failed.message
    assert row["status"] == "quarantined"
    assert (row["events"] or 0) == sum(
        row[what] for what in ("kept", "duplicates", "outside", "quarantined")
    )


def test_secrets_of_a_request_are_not_kept(s3, day):
    made_user = event(
        1,
        eventName="CreateAccessKey",
        requestParameters={"userName": "ann"},
        responseElements={"accessKey": {"secretAccessKey": "hidden", "accessKeyId": "AKIA1"}},
    )
    s3.put_object(Bucket=BUCKET, Key=key("20261120T1005Z"), Body=packed(made_user))

    (row,) = day()[1]("aws_cloudtrail_events")

    assert row["request_parameters"] == '{"userName":"ann"}'
    assert "hidden" not in row["response_elements"]
    assert "AKIA1" in row["response_elements"]


def test_an_account_without_a_trail_has_no_record(session, moto, monkeypatch, day):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)

    made, _ = day()

    assert "no trail delivers" in made["aws_cloudtrail_events"].message
