"""The buckets that were read are held against a second list; what explains a difference has a name."""

from datetime import timedelta

import pytest

from include.model.errors import Cause, SourceIncomplete
from include.sources.aws import s3


@pytest.fixture
def collect(collection, fake_aws):
    """Return what two lists of buckets lead to; each bucket answers that nothing was set."""

    def run(first, second, **changes):
        lists = iter([first, second])
        answers = dict.fromkeys(
            (
                *("GetBucketPolicy", "GetBucketEncryption", "GetPublicAccessBlock"),
                *("GetBucketOwnershipControls", "GetObjectLockConfiguration"),
                *("GetBucketLifecycleConfiguration", "GetBucketTagging"),
            )
        )
        answers |= {
            "ListBuckets": lambda **_: {"Buckets": next(lists)},
            "GetBucketAcl": {"Grants": []},
            "GetBucketVersioning": {},
            "GetBucketLogging": {},
        }
        into = collection(s3.SOURCE)
        s3.collect(fake_aws(into, answers | changes), into)
        return into.readings["aws_s3_buckets"]

    return run


@pytest.fixture
def bucket(collection):
    """Return a bucket as it is listed, made so many hours after the observation began."""
    began = collection(s3.SOURCE).observed_at

    return lambda name, hours=-1.0: {
        "Name": name,
        "BucketRegion": "eu-west-1",
        "CreationDate": began + timedelta(hours=hours),
    }


def test_two_equal_lists_agree(collect, bucket):
    reading = collect([bucket("a"), bucket("b")], [bucket("a"), bucket("b")])

    counted = reading.reconciliation
    assert (counted.independent_count, counted.unexplained_items) == (2, 0)
    assert counted.explained == ()


def test_buckets_made_and_deleted_meanwhile_are_named(collect, bucket):
    reading = collect([bucket("a"), bucket("b")], [bucket("a"), bucket("c", hours=0.1)])

    assert reading.reconciliation.explained == (
        "created since the first list: c",
        "deleted since the first list: b",
    )
    assert reading.reconciliation.unexplained_items == 0


def test_a_bucket_that_vanished_while_it_was_read_is_named_and_stays(collect, bucket):
    gone = SourceIncomplete("gone", cause=Cause.VANISHED, code="NoSuchBucket")

    reading = collect([bucket("a")], [bucket("a")], GetBucketPolicy=gone)

    assert reading.reconciliation.explained == ("deleted since the first list: a",)
    (row,) = reading.batches[0].to_pylist()
    assert (row["vanished"], row["versioning"]) == (True, None)


def test_an_older_bucket_that_only_the_second_list_has_was_kept_from_us(collect, bucket):
    reading = collect([bucket("a")], [bucket("a"), bucket("b")])

    counted = reading.reconciliation
    assert (counted.independent_count, counted.unexplained_items) == (2, 1)


def test_a_second_list_that_cannot_be_read_fails_the_buckets(collect, bucket):
    reading = collect([bucket("a")], [{"CreationDate": None}])

    assert reading.error.cause is Cause.MALFORMED
