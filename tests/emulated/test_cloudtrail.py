"""The emulated CloudTrail is one that AWS's own validator accepts, and its faults are those that it finds."""

import json
import os
import subprocess
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.demo.emulated_cloudtrail import QUILLHAVEN, Delivery, truth
from tests.demo.emulated_cloudtrail.deeds import DEEDS
from tests.slow import SLOW

pytestmark = SLOW

CLI = Path(__file__).parents[2] / ".venv-awscli" / "bin" / "aws"
NEEDS_CLI = pytest.mark.skipif(
    not CLI.exists(), reason="AWS's CLI is not installed: make test-all installs it"
)
UNTIL = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain():
    return list(Delivery(UNTIL, days=2, planted=False).objects())


@pytest.fixture
def validate(start_emulator, connect):
    """Store a delivery and return what AWS's CLI says about one account and Region's days."""

    def run(delivery, only, region="us-east-1"):
        endpoint = start_emulator("--now", UNTIL.isoformat())
        delivery.put(connect("s3", endpoint), only)
        day = min(only)
        command = [CLI, "cloudtrail", "validate-logs", "--verbose", "--region", region]
        command += ["--trail-arn", "arn:aws:cloudtrail:us-east-1:123456789012:trail/quillhaven"]
        command += ["--s3-bucket", QUILLHAVEN.bucket, "--start-time", f"{day}T01:00:00Z"]
        command += ["--end-time", f"{day}T23:59:00Z"]
        keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
        environment = {"PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": endpoint, **keys}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert not done.stderr.startswith("Traceback"), done.stderr
        return done.stdout + done.stderr

    return run


@NEEDS_CLI
def test_awss_own_validator_accepts_the_chain(validate):
    delivery = Delivery(UNTIL, days=2, planted=False)

    said = validate(delivery, [delivery.date(1), delivery.date(0)])

    assert "24/24 digest files valid" in said
    assert "24/24 log files valid" in said
    assert "INVALID" not in said


@NEEDS_CLI
@pytest.mark.parametrize(
    ("day", "region", "finding"),
    [
        (5, "eu-central-1", "INVALID: not found"),
        (6, "us-east-1", "INVALID: hash value doesn't match"),
    ],
)
def test_awss_own_validator_finds_what_it_can_find(validate, day, region, finding):
    delivery = Delivery(UNTIL, days=16)

    said = validate(delivery, [delivery.date(day), delivery.date(day - 1)], region)

    assert said.count(finding) == 1


def test_the_same_seed_makes_the_same_objects(plain):
    again = Delivery(UNTIL, days=2, planted=False)

    assert [(each.key, each.body, each.metadata) for each in again.objects()] == [
        (each.key, each.body, each.metadata) for each in plain
    ]


def test_every_hour_has_a_digest_also_where_nothing_happened(plain):
    ends = [each.delivered for each in plain if "CloudTrail-Digest/eu-central-1" in each.key]
    logs = [each for each in plain if "CloudTrail/eu-central-1" in each.key]

    assert len(ends) == 2 * 48
    assert 0 < len(logs) < len(ends)
    assert {b - a for a, b in pairwise(ends[:48])} == {timedelta(hours=1)}


def test_ninety_days_end_at_the_last_midnight():
    delivery = Delivery(UNTIL)

    assert (delivery.date(0), delivery.date(89)) == (date(2026, 3, 1), date(2025, 12, 2))


def test_each_deed_of_the_truth_was_delivered_once_on_its_day():
    delivery = Delivery(UNTIL, days=16)
    deeds = {
        (each.event, each.scope, str(delivery.date(each.day)))
        for each in truth().deviations
        if each.event
    }

    delivered = [
        (event["eventID"], event["recipientAccountId"], event["eventTime"][:10])
        for stored in delivery.objects()
        if "/CloudTrail/" in stored.key
        for event in _records(stored.content)
    ]

    assert sorted(deed for deed in delivered if deed in deeds) == sorted(deeds)
    assert len(deeds) == len(DEEDS)


def _records(content):
    try:
        return json.loads(content)["Records"]
    except ValueError:
        return []
