"""The role that writes evidence may do what a locker in a bucket asks, and nothing that removes evidence."""

from pathlib import Path

import boto3
import pyarrow as pa
import pytest
from moto import settings

from include.audit import audit
from include.locker import Locker
from include.model.errors import LockerUnreachable
from tests.locker.conftest import RUN

POLICY = Path(__file__).parents[2] / "deploy" / "aws" / "evidence-writer-policy.json"
PREFIX = "evidence/of/acme"
TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})


@pytest.fixture
def writer(aws, bucket, monkeypatch):
    """Return a session of a user who has the shipped policy alone."""
    iam = boto3.client("iam")
    document = POLICY.read_text(encoding="utf-8").replace("BUCKET", bucket)
    iam.create_user(UserName=bucket)
    iam.put_user_policy(
        UserName=bucket, PolicyName="writer", PolicyDocument=document.replace("PREFIX", PREFIX)
    )
    key = iam.create_access_key(UserName=bucket)["AccessKey"]
    iam.close()
    # From here on the emulator holds every call against policies.
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    return boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")


def test_the_shipped_policy_is_enough(writer, bucket, keep):
    locker = Locker.open(f"s3://{bucket}/{PREFIX}?legal_hold=true", session=writer)
    with locker.draft() as draft:
        draft.try_out(b"x")

    keep(locker, TABLE)

    assert audit(locker, run=RUN)[0].problems == []


def test_it_removes_no_evidence_and_writes_nowhere_else(writer, bucket, keep):
    locker = Locker.open(f"s3://{bucket}/{PREFIX}", session=writer)
    keep(locker, TABLE)

    with pytest.raises(LockerUnreachable, match="AccessDenied"):
        locker.storage.objects.delete(["log/000000001.json"])
    with pytest.raises(LockerUnreachable, match="403"):
        keep(Locker(f"s3://{bucket}/elsewhere", session=writer), TABLE)
