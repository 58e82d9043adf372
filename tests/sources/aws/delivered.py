"""Objects as CloudTrail delivers them, and the day of a window that is extracted from them."""

import gzip
import json
from datetime import UTC, datetime

from msgspec.structs import asdict

from include.extract import extract
from include.model.interval import window_of
from include.model.provenance import command_line_run
from include.sources.aws import connect
from include.sources.aws._cloudtrail_intake import Intake
from include.sources.aws._cloudtrail_objects import Delivered, Listed
from include.sources.aws._seen import Seen
from tests.sources.conftest import ACCOUNT

BUCKET, REGION = "trail", "eu-west-1"
WINDOW = window_of(datetime(2026, 11, 20, tzinfo=UTC))
NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
EVENTS, OBJECTS = "aws_cloudtrail_events", "aws_cloudtrail_objects"
COUNTS = ("kept", "duplicates", "outside", "quarantined")


def event(number, at="2026-11-20T10:00:00Z", **other):
    return {
        "eventVersion": "1.11",
        "eventID": f"00000000-0000-4000-8000-{number:012d}",
        "eventTime": at,
        "eventType": "AwsApiCall",
        "eventName": "GetObject",
        "eventSource": "s3.amazonaws.com",
        "userIdentity": {"type": "IAMUser", "userName": "ann"},
        **other,
    }


def packed(*events):
    return gzip.compress(json.dumps({"Records": events}).encode())


def key(stamp, suffix="json.gz", home="AWSLogs/"):
    day = f"{stamp[:4]}/{stamp[4:6]}/{stamp[6:8]}"
    name = f"{ACCOUNT}_CloudTrail_{REGION}_{stamp}_abc.{suffix}"
    return f"{home}{ACCOUNT}/CloudTrail/{REGION}/{day}/{name}"


def taken(*bodies):
    """Return the rows that are kept of objects, and the objects' own rows."""
    written, seen = [], Seen()
    intake = Intake(WINDOW, written.append, seen)
    where = key("20261120T1005Z")
    for body in bodies:
        intake.add(Delivered(Listed("trail", where, "e", len(body), NOW, "r", NOW), None, body))
    objects = [asdict(row) for row in intake.finish()]
    assert sum(row["kept"] for row in objects) == intake.kept == sum(t.num_rows for t in written)
    return [row for table in written for row in table.to_pylist()], objects


class Day:
    """A trail's bucket, and what a locker has of one day of it."""

    def __init__(self, s3, session, account, locker):
        self.s3, self.session, self.account, self.locker = s3, session, account, locker

    def deliver(self, where, body):
        self.s3.put_object(Bucket=BUCKET, Key=where if "/" in where else key(where), Body=body)

    def extract(self, at=NOW):
        """Return the manifests by dataset."""
        made = extract(
            "aws.cloudtrail_events",
            self.account,
            lambda scope, into: connect(self.session, scope, into),
            locker=self.locker,
            run=command_line_run(),
            interval=WINDOW,
            clock=lambda: at,
        )
        return {each.dataset: each for each in made.manifests}

    def rows(self, name=EVENTS):
        """Return the rows of every revision."""
        return [
            row
            for entry in self.locker.entries()
            if entry.record.dataset == name and entry.record.parquet
            for row in self.locker.table(entry.record.parquet).to_pylist()
        ]
