"""Digests of CloudTrail: what is planted in the chain is told, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.model.errors import Cause
from include.model.interval import window_of
from include.sources.aws import _digests, cloudtrail_digests, connect
from tests.demo.emulated_cloudtrail import QUILLHAVEN, Delivery
from tests.demo.emulated_cloudtrail.chain import Chain
from tests.demo.emulated_cloudtrail.keys import SigningKey

UNTIL = datetime(2026, 3, 2, 12, tzinfo=UTC)
DELIVERY = Delivery(UNTIL, days=16)
KEY = SigningKey(7, "us-east-1")
KEYS = {KEY.fingerprint: KEY.public}
START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def endpoint(start_emulator):
    return start_emulator("--now", UNTIL.isoformat())


@pytest.fixture(scope="module")
def stored(endpoint):
    """The trail and what it delivered around the planted days."""
    import boto3

    session = boto3.Session("testing", "testing", region_name="us-east-1")
    trails = session.client("cloudtrail", endpoint_url=endpoint)
    if not trails.describe_trails()["trailList"]:
        trails.create_trail(
            Name=QUILLHAVEN.name,
            S3BucketName=QUILLHAVEN.bucket,
            IsMultiRegionTrail=True,
            EnableLogFileValidation=True,
        )
    days = [DELIVERY.date(day) for day in range(4, 14)]
    DELIVERY.put(session.client("s3", endpoint_url=endpoint), days)
    return endpoint


@pytest.fixture
def observe(session, account, collection, rows, stored):
    def run(day):
        into = collection(cloudtrail_digests.SOURCE)
        into.interval = window_of(
            datetime.combine(DELIVERY.date(day), datetime.min.time(), tzinfo=UTC)
        )
        aws = connect(session, account, into, endpoint_url=stored)
        cloudtrail_digests.collect(aws, into)
        aws.close()
        assert [each.error for each in into.readings.values()] == [None, None]
        return [rows(into, each) for each in cloudtrail_digests.SOURCE.datasets]

    return run


def odd_hours(hours):
    """Name the hours that are not covered by a signed digest that links to the one before."""
    return {
        (each["region"], each["hour"].hour): (
            each["covered_seconds"],
            each["signature"],
            each["link"],
        )
        for each in hours
        if (each["covered_seconds"], each["signature"], each["link"], each["states_its_place"])
        != (3600, "valid", "holds", True)
    }


def odd_objects(objects):
    return [
        each
        for each in objects
        if not each["exists"]
        or each["listing_signature"] != "valid"
        or each["expected_sha256"] != each["found_sha256"]
    ]


@pytest.mark.parametrize("day", [8, 9, 10, 11])
def test_double_late_malformed_and_backfilled_deliveries_are_proven(observe, day):
    hours, objects = observe(day)

    assert odd_hours(hours) == {}
    assert odd_objects(objects) == []
    assert len(hours) == 48


def test_a_deleted_digest_leaves_an_hour_without_and_a_link_to_nothing(observe):
    hours, objects = observe(5)

    assert odd_hours(hours) == {
        ("eu-central-1", 10): (331, "valid", "holds"),
        ("eu-central-1", 11): (3269, None, None),
        ("eu-central-1", 12): (3600, "valid", "missing"),
    }
    assert {each["listed_by"] for each in odd_objects(objects)} <= {None}


def test_an_edited_log_object_has_another_hash_than_is_listed(observe):
    hours, objects = observe(6)

    (edited,) = odd_objects(objects)
    assert odd_hours(hours) == {}
    assert edited["key"].split("_")[3].endswith("T0955Z")
    assert None not in (edited["expected_sha256"], edited["found_sha256"])


def test_an_unlisted_log_object_is_named(observe):
    hours, objects = observe(7)

    (unlisted,) = odd_objects(objects)
    assert odd_hours(hours) == {}
    assert (unlisted["exists"], unlisted["listed_by"]) == (True, None)
    assert unlisted["key"].split("_")[3].endswith("T1555Z")


def test_a_stopped_trail_leaves_two_hours_uncovered_and_a_new_chain(observe):
    hours, objects = observe(12)

    odd = odd_hours(hours)
    assert {place: facts for place, facts in odd.items() if place[0] == "us-east-1"} == {
        ("us-east-1", 13): (1200, "valid", "holds"),
        ("us-east-1", 14): (0, None, None),
        ("us-east-1", 15): (2400, None, None),
        ("us-east-1", 16): (3600, "valid", "none_named"),
    }
    assert odd_objects(objects) == []


def test_a_backfilled_object_is_listed_by_its_backfill_digest(observe):
    hours, objects = observe(11)

    assert [each["listed_by"][-17:] for each in objects if each["listed_by_backfill"]] == [
        "_backfill.json.gz"
    ]
    assert sum(each["backfill_digests"] for each in hours) == 1


def test_denied_is_denied(fake_aws, collection, denied):
    into = collection(cloudtrail_digests.SOURCE)
    into.interval = window_of(START)

    cloudtrail_digests.collect(fake_aws(into, {"DescribeTrails": denied}), into)

    assert {each.error.cause for each in into.readings.values()} == {Cause.DENIED}


def test_without_validation_every_hour_says_so(fake_aws, collection, rows):
    trail = {"TrailARN": "arn:trail", "S3BucketName": "logs", "HomeRegion": "us-east-1"}
    answers = {"DescribeTrails": {"trailList": [trail]}, "ListObjectsV2": {"KeyCount": 0}}
    into = collection(cloudtrail_digests.SOURCE)
    into.interval = window_of(START)

    cloudtrail_digests.collect(fake_aws(into, answers), into)

    hours = rows(into, cloudtrail_digests.DIGESTS)
    assert len(hours) == 24
    assert {(h["log_file_validation"], h["digest_key"], h["covered_seconds"]) for h in hours} == {
        (False, None, 0)
    }


def chain_of(length):
    chain = Chain(QUILLHAVEN, "123456789012", "us-east-1", KEY)
    made = (chain.digest(START + HOUR * n, START + HOUR * (n + 1), ()) for n in range(length))
    return [_digests.read(QUILLHAVEN.bucket, m.key, m.metadata, m.body) for m in made]


CHAIN = chain_of(6)


@given(st.permutations(range(6)))
def test_a_digest_links_to_the_one_before_it_and_to_no_other(order):
    for digest, other in zip(CHAIN, order, strict=True):
        expected = "none_named" if digest is CHAIN[0] else "differs"
        if digest is not CHAIN[0] and CHAIN[other] is CHAIN[CHAIN.index(digest) - 1]:
            expected = "holds"
        assert digest.link(CHAIN[other]) == expected


@settings(deadline=None)
@given(st.data())
def test_no_byte_of_a_digest_can_be_changed(data):
    digest = CHAIN[3]
    at = data.draw(st.integers(0, len(digest.content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != digest.content[at]))
    content = digest.content[:at] + bytes([byte]) + digest.content[at + 1 :]

    changed = _digests.read(digest.bucket, digest.key, digest.metadata, _gzip(content))

    assert digest.signature(KEYS) == "valid"
    assert changed.signature(KEYS) != "valid"


@given(st.binary(max_size=200))
def test_whatever_lies_there_is_read_without_a_crash(body):
    digest = _digests.read("logs", "key", {"signature": "00"}, body)

    assert digest.signature(KEYS) == "malformed"
    assert _digests.content_hash(body) is None or body == b""


def _gzip(content):
    import gzip

    return gzip.compress(content)
