"""Digests of CloudTrail: what is planted in the chain is told, and nothing else."""

from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise

import boto3
import pytest

from include.model.interval import window_of
from include.sources.aws import cloudtrail_digests, connect
from tests.demo.emulated_cloudtrail import Delivery
from tests.sources.conftest import ACCOUNT

UNTIL = datetime(2026, 3, 2, 12, tzinfo=UTC)
DELIVERY = Delivery(UNTIL, days=16)


@pytest.fixture(scope="module")
def stored(start_emulator):
    """The company's trail and what it delivered around the planted days."""
    endpoint = start_emulator("--now", UNTIL.isoformat())
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    days = [DELIVERY.date(day) for day in range(4, 14)]
    DELIVERY.put(session.client("s3", endpoint_url=endpoint), days, ACCOUNT)
    return endpoint


@pytest.fixture
def observe(session, account, collection, rows, stored):
    def run(day):
        into = collection(cloudtrail_digests.SOURCE)
        midnight = datetime.combine(DELIVERY.date(day), datetime.min.time(), tzinfo=UTC)
        into.interval = window_of(midnight)
        aws = connect(session, account, into, endpoint_url=stored)
        cloudtrail_digests.collect(aws, into)
        aws.close()
        assert [each.error for each in into.readings.values()] == [None, None]
        return [rows(into, each) for each in cloudtrail_digests.SOURCE.datasets]

    return run


def spans(digests, region):
    """Name the minutes of the day that no digest of a Region spans, and what is odd about a digest."""
    own = [each for each in digests if each["region"] == region and not each["is_backfill"]]
    return [
        (f"{before['ends_at']:%H:%M}", f"{after['starts_at']:%H:%M}")
        for before, after in pairwise(sorted(own, key=lambda each: each["starts_at"]))
        if before["ends_at"] != after["starts_at"]
    ]


def odd_digests(digests):
    """Name the digests that are not signed, placed and linked to the one before."""
    return {
        (each["region"], f"{each['starts_at']:%H:%M}"): (each["signature"], each["link"])
        for each in digests
        if (each["signature"], each["link"], each["states_its_place"]) != ("valid", "holds", True)
        and not each["is_backfill"]
    }


def odd_objects(objects):
    return [
        each
        for each in objects
        if not each["exists"]
        or each["listing_signature"] != "valid"
        or each["content_sha256"] != each["listed_sha256"]
    ]


@pytest.mark.parametrize("day", [8, 9, 10, 11])
def test_double_late_malformed_and_backfilled_deliveries_are_proven(observe, day):
    digests, objects = observe(day)

    assert odd_digests(digests) == {}
    assert odd_objects(objects) == []
    assert {spans(digests, region) == [] for region in ("us-east-1", "eu-central-1")} == {True}
    assert len([each for each in digests if not each["is_backfill"]]) == 50


def test_a_deleted_digest_leaves_a_hole_and_a_link_to_nothing(observe):
    digests, objects = observe(5)

    assert spans(digests, "eu-central-1") == [("10:05", "11:05")]
    assert odd_digests(digests) == {("eu-central-1", "11:05"): ("valid", "missing")}
    assert {each["listed_by"] for each in odd_objects(objects)} == {None}


def test_an_edited_log_object_has_another_hash_than_is_listed(observe):
    digests, objects = observe(6)

    (edited,) = odd_objects(objects)
    assert odd_digests(digests) == {}
    assert edited["key"].split("_")[3].endswith("T0955Z")
    assert None not in (edited["listed_sha256"], edited["content_sha256"], edited["sha256"])


def test_an_unlisted_log_object_is_named(observe):
    digests, objects = observe(7)

    (unlisted,) = odd_objects(objects)
    assert odd_digests(digests) == {}
    assert (unlisted["exists"], unlisted["listed_by"]) == (True, None)
    assert unlisted["key"].split("_")[3].endswith("T1555Z")


def test_a_stopped_trail_leaves_two_hours_unspanned_and_a_new_chain(observe):
    digests, objects = observe(12)

    for region in ("us-east-1", "eu-central-1"):
        assert spans(digests, region) == [("13:20", "15:20")]
        assert odd_digests(digests)[region, "15:20"] == ("valid", "none_named")
    assert odd_objects(objects) == []


def test_a_backfilled_object_is_listed_by_its_backfill_digest(observe):
    digests, objects = observe(11)

    (late,) = [each for each in digests if each["is_backfill"]]
    assert [each["listed_by"] for each in objects if each["listed_by"] == late["digest_key"]]
    assert late["signature"] == "valid"


def test_an_object_is_kept_with_the_hashes_of_its_content_and_of_its_bytes(observe):
    _, objects = observe(8)

    stored = {each.key: each for each in DELIVERY.objects()}
    assert objects
    assert {each["key"]: (each["content_sha256"], each["sha256"]) for each in objects} == {
        key: (sha256(stored[key].content).hexdigest(), sha256(stored[key].body).hexdigest())
        for key in (each["key"] for each in objects)
    }
