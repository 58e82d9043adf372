"""What S3 itself refuses once evidence is locked, held by the emulator that knows Object Lock to its end."""

from datetime import UTC, datetime, timedelta

import boto3
import botocore.exceptions
import pyarrow as pa
import pytest

from include.audit import audit
from include.locker import Locker
from include.model.errors import LockerUnreachable
from tests.locker.conftest import RUN
from tests.second_emulator import INSTALLED, running

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})
PREFIX = "evidence/of/acme"
BUCKET = "write-once"

pytestmark = INSTALLED


@pytest.fixture(scope="module")
def session():
    return boto3.Session(
        aws_access_key_id="123456789012", aws_secret_access_key="testing", region_name="us-east-1"
    )


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    with running(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture(scope="module")
def s3(session, endpoint):
    client = session.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    client.create_bucket(Bucket="open")
    yield client
    client.close()


@pytest.fixture
def locker(s3, session, endpoint):
    return Locker.open(f"s3://{BUCKET}/{PREFIX}", session=session, endpoint_url=endpoint)


@pytest.fixture(params=["log", "evidence"])
def locked(request, s3, locker, keep):
    """Keep a table, and return what S3 says of its log entry, or of its file."""
    entry = keep(locker, TABLE, observation=request.param)
    name = f"log/{entry.number:09d}.json" if request.param == "log" else entry.record.parquet.path
    place = {"Bucket": BUCKET, "Key": f"{PREFIX}/{name}"}
    return place | {"VersionId": s3.head_object(**place)["VersionId"]}


def test_a_bucket_without_lock_is_refused(session, endpoint, s3):
    with pytest.raises(LockerUnreachable, match="no versioning and no Object Lock"):
        Locker.open("s3://open/x", session=session, endpoint_url=endpoint)


def test_retention_is_really_there(s3, locked):
    kept = s3.get_object_retention(**locked)["Retention"]

    assert kept["Mode"] == "COMPLIANCE"
    assert kept["RetainUntilDate"] > datetime.now(UTC) + timedelta(days=1095)


@pytest.mark.parametrize("bypass", [{}, {"BypassGovernanceRetention": True}])
def test_a_locked_version_can_not_be_deleted(s3, locked, bypass):
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(**locked, **bypass)

    assert s3.head_object(**locked)


def test_a_lock_can_not_be_shortened(s3, locked):
    sooner = {"Mode": "COMPLIANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(days=1)}

    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        s3.put_object_retention(**locked, Retention=sooner)


def test_what_is_put_over_evidence_leaves_the_locked_version_as_it_was(s3, locked):
    before = s3.get_object(**locked)["Body"].read()
    place = {name: locked[name] for name in ("Bucket", "Key")}

    with pytest.raises(botocore.exceptions.ClientError, match="PreconditionFailed"):
        s3.put_object(**place, Body=b"other", IfNoneMatch="*")
    s3.put_object(**place, Body=b"other")
    s3.delete_object(**place)

    assert s3.get_object(**locked)["Body"].read() == before
    versions = s3.list_object_versions(Bucket=BUCKET, Prefix=place["Key"])
    for each in [*versions["Versions"], *versions["DeleteMarkers"]]:
        if each["VersionId"] != locked["VersionId"]:
            s3.delete_object(**place, VersionId=each["VersionId"])


def test_bytes_that_were_changed_on_the_way_are_refused(locker):
    changed = "0" * 64

    with pytest.raises(LockerUnreachable, match=r"BadDigest|Checksum"):
        locker.storage.keeping.put("evidence/changed", b"x", changed, "draft")

    assert not locker.storage.has("evidence/changed")


def test_the_whole_locker_verifies(locker, keep):
    keep(locker, TABLE, observation="whole")

    found, _ = audit(locker, run=RUN)

    assert found.problems == []
