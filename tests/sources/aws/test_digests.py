"""Digests one by one: whose signature they bear, what they link to; and what a bucket may answer instead."""

import gzip
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from include.model.errors import Cause
from include.model.interval import window_of
from include.sources.aws import _digests, cloudtrail_digests
from tests.demo.emulated_cloudtrail import QUILLHAVEN
from tests.demo.emulated_cloudtrail.chain import Chain
from tests.demo.emulated_cloudtrail.keys import SigningKey

KEY = SigningKey(7, "us-east-1")
KEYS = {KEY.fingerprint: KEY.public}
START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
TRAIL = {
    "TrailARN": "arn:trail",
    "Name": QUILLHAVEN.name,
    "HomeRegion": QUILLHAVEN.home,
    "S3BucketName": QUILLHAVEN.bucket,
    "LogFileValidationEnabled": True,
}


def stored_chain(length):
    chain = Chain(QUILLHAVEN, "123456789012", "us-east-1", KEY)
    return [chain.digest(START + HOUR * n, START + HOUR * (n + 1), ()) for n in range(length)]


def chain_of(length):
    made = stored_chain(length)
    return [_digests.read(QUILLHAVEN.bucket, m.key, m.metadata, m.body) for m in made]


CHAIN = chain_of(6)


@given(st.permutations(range(6)))
def test_a_digest_links_to_the_one_before_it_and_to_no_other(order):
    for digest, other in zip(CHAIN, order, strict=True):
        expected = "none_named" if digest is CHAIN[0] else "differs"
        if digest is not CHAIN[0] and CHAIN[other] is CHAIN[CHAIN.index(digest) - 1]:
            expected = "holds"
        assert digest.link(CHAIN[other]) == expected


@given(st.data())
def test_no_byte_of_a_digest_can_be_changed(data):
    digest = CHAIN[3]
    at = data.draw(st.integers(0, len(digest.content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != digest.content[at]))
    content = digest.content[:at] + bytes([byte]) + digest.content[at + 1 :]

    changed = _digests.read(digest.bucket, digest.key, digest.metadata, gzip.compress(content))

    assert digest.signature(KEYS) == "valid"
    assert changed.signature(KEYS) != "valid"


@given(st.binary(max_size=200))
def test_whatever_lies_there_is_read_without_a_crash(body):
    digest = _digests.read("logs", "key", {"signature": "00"}, body)

    assert digest.signature(KEYS) == "malformed"


def test_denied_is_denied(fake_aws, collection, denied):
    into = collection(cloudtrail_digests.SOURCE)
    into.interval = window_of(START)

    cloudtrail_digests.collect(fake_aws(into, {"DescribeTrails": denied}), into)

    assert {each.error.cause for each in into.readings.values()} == {Cause.DENIED}


def test_a_trail_that_signs_nothing_is_not_looked_at(fake_aws, collection, rows):
    answers = {"DescribeTrails": {"trailList": [TRAIL | {"LogFileValidationEnabled": False}]}}
    into = collection(cloudtrail_digests.SOURCE)
    into.interval = window_of(START)

    cloudtrail_digests.collect(fake_aws(into, answers), into)

    assert {each.expected_items for each in into.readings.values()} == {0}
    assert rows(into, cloudtrail_digests.DIGESTS) == []


def bucket_of(chain):
    """Answer as a bucket that holds digests of one Region, and nothing else."""
    found = {each.key: each for each in chain}

    def listed(Prefix, Delimiter=None, **_):  # noqa: N803 - AWS's names
        keys = [key for key in found if key.startswith(Prefix)]
        if Delimiter:
            names = {key.removeprefix(Prefix).partition("/")[0] for key in keys}
            return {
                "KeyCount": len(names),
                "CommonPrefixes": [{"Prefix": f"{Prefix}{name}/"} for name in sorted(names)],
            }
        contents = [
            {"Key": key, "Size": len(found[key].body), "LastModified": START}
            for key in sorted(keys)
        ]
        return {"KeyCount": len(keys), "Contents": contents}

    def got(Key, **_):  # noqa: N803 - AWS's names
        stored = next((each for each in chain if each.key == Key), None)
        return stored and {"Body": stored.body, "Metadata": dict(stored.metadata)}

    keys = [{"Fingerprint": KEY.fingerprint, "Value": KEY.public}]
    return {
        "DescribeTrails": {"trailList": [TRAIL]},
        "ListObjectsV2": listed,
        "GetObject": got,
        "ListPublicKeys": {"PublicKeyList": keys},
    }


def test_a_key_that_cloudtrail_does_not_name_signs_nothing(fake_aws, collection, rows):
    answers = bucket_of(stored_chain(3)) | {"ListPublicKeys": {"PublicKeyList": []}}
    into = collection(cloudtrail_digests.SOURCE)
    into.interval = window_of(START)

    cloudtrail_digests.collect(fake_aws(into, answers), into)

    found = rows(into, cloudtrail_digests.DIGESTS)
    assert [each["signature"] for each in found] == ["unknown_key"] * 3


def test_a_digest_that_came_shorter_than_it_is_listed_leaves_no_rows(fake_aws, collection):
    chain = stored_chain(3)
    answers = bucket_of(chain)
    whole = answers["GetObject"]
    answers["GetObject"] = lambda Key, **_: whole(Key) | {"Body": b"short"}  # noqa: N803 - AWS's names
    into = collection(cloudtrail_digests.SOURCE)
    into.interval = window_of(START)

    cloudtrail_digests.collect(fake_aws(into, answers), into)

    assert {each.error.cause for each in into.readings.values()} == {Cause.INCOMPLETE}
