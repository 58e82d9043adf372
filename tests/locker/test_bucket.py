"""The locker in a bucket: what is refused, and what is kept under lock."""

import logging
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from include.locker import Locker
from include.model.errors import DefinitionError, LockerConflict, LockerCorrupt, LockerUnreachable
from tests.locker.buckets import kept

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})
PREFIX = "evidence/of/acme"
# Of the one letter x.
DIGEST = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def test_a_bucket_without_object_lock_is_refused_in_one_line(aws, bucket):
    aws.create_bucket(Bucket=f"{bucket}-open")

    with pytest.raises(LockerUnreachable, match="no versioning and no Object Lock") as refused:
        Locker.open(f"s3://{bucket}-open/x")

    assert "\n" not in str(refused.value)


def test_a_versioned_bucket_without_object_lock_is_refused(aws, bucket):
    name = f"{bucket}-versioned"
    aws.create_bucket(Bucket=name)
    aws.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    with pytest.raises(LockerUnreachable, match="the bucket has no Object Lock"):
        Locker.open(f"s3://{name}/x")


def test_a_bucket_that_does_not_exist_is_named(aws, bucket):
    with pytest.raises(LockerUnreachable, match=f"s3://{bucket}-none/x: .*NoSuchBucket.*make the"):
        Locker.open(f"s3://{bucket}-none/x")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("?retention_days=399", "retention_days: .* 400"),
        ("?mode=NONE", "mode: "),
        ("?retention=500", "retention: "),
        ("?mode", "name=value"),
    ],
)
def test_what_would_keep_too_little_is_refused(bucket, asked, why):
    with pytest.raises(DefinitionError, match=why):
        Locker.open(f"s3://{bucket}/x{asked}")


def test_every_object_is_locked_for_three_years_in_compliance_mode(aws, bucket, in_bucket, keep):
    keep(in_bucket, TABLE)

    objects = kept(aws, bucket)

    assert sorted(name.partition("/")[0] for name in objects) == ["evidence", "log"]
    least = datetime.now(UTC) + timedelta(days=1095)
    for each in objects.values():
        assert each["ObjectLockMode"] == "COMPLIANCE"
        assert each["ObjectLockRetainUntilDate"] > least
        assert each["ChecksumSHA256"]


def test_governance_is_a_choice_with_a_warning_and_a_legal_hold_another(aws, bucket, keep, caplog):
    options = "?mode=GOVERNANCE&retention_days=400&legal_hold=true"
    with caplog.at_level(logging.WARNING):
        locker = Locker.open(f"s3://{bucket}/{PREFIX}{options}")

    keep(locker, TABLE)

    assert "BypassGovernanceRetention" in caplog.text
    for each in kept(aws, bucket).values():
        assert (each["ObjectLockMode"], each["ObjectLockLegalHoldStatus"]) == ("GOVERNANCE", "ON")
        assert each["ObjectLockRetainUntilDate"] < datetime.now(UTC) + timedelta(days=401)


def test_a_lock_that_is_not_there_after_the_commit_is_said(in_bucket, keep, monkeypatch):
    objects = in_bucket.storage.objects
    real = objects.put
    unlocked = ("ObjectLockMode", "ObjectLockRetainUntilDate")

    def put_without_lock(*arguments, **asked):
        return real(*arguments, **{k: v for k, v in asked.items() if k not in unlocked})

    monkeypatch.setattr(objects, "put", put_without_lock)
    monkeypatch.setattr(objects, "retain", lambda *_: None)

    with pytest.raises(LockerCorrupt, match=r"log/000000001\.json: no retention until"):
        keep(in_bucket, TABLE)


def test_what_a_new_record_refers_to_again_is_locked_for_longer(aws, bucket, in_bucket):
    past = Locker(
        in_bucket.root, clock=lambda: datetime.now(UTC) - timedelta(days=700)
    ).storage.keeping
    past.put("definitions/x.json", b"x", DIGEST, "before")

    in_bucket.storage.keeping.keep("definitions/x.json", DIGEST)

    until = kept(aws, bucket)["definitions/x.json"]["ObjectLockRetainUntilDate"]
    assert until > datetime.now(UTC) + timedelta(days=1095)


def test_a_definition_is_kept_once(aws, bucket, in_bucket):
    with in_bucket.draft() as draft:
        first = in_bucket.define(draft, {"name": "a"})
    in_bucket.storage.keeping.put(first.path, b'{"name":"a"}\n', first.sha256, "x")

    with in_bucket.draft() as draft:
        again = in_bucket.define(draft, {"name": "a"})
        staged = list(draft.scratch.iterdir())

    assert (again, staged) == (first, [])


def test_an_object_put_over_evidence_is_found_when_it_is_read(aws, bucket, in_bucket, keep):
    entry = keep(in_bucket, TABLE)
    key = f"{PREFIX}/{entry.record.parquet.path}"
    aws.put_object(Bucket=bucket, Key=key, Body=b"other")

    with pytest.raises(LockerCorrupt, match="not those that were recorded"):
        in_bucket.table(entry.record.parquet)
    with pytest.raises(LockerConflict, match="never replaced"):
        keep(Locker(in_bucket.root), TABLE)
