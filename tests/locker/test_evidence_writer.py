"""The role that writes evidence may do what a locker in a bucket asks, and nothing that removes evidence."""

from pathlib import Path

import boto3
import pyarrow as pa
import pytest
from moto import settings

from include.audit import audit
from include.locker import Locker
from include.locker.kms import KmsKey
from include.locker.seal import seal
from include.model.errors import LockerUnreachable
from tests.demo.emulated_aws import mends_kms
from tests.locker.conftest import RUN

POLICY = Path(__file__).parents[2] / "deploy" / "aws" / "evidence-writer-policy.json"
PREFIX = "evidence/of/acme"
TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})


@pytest.fixture
def writer(aws, bucket, monkeypatch):
    """Return a session of a user who has the shipped policy alone."""
    mends_kms.apply()
    iam = boto3.client("iam")
    kms = boto3.client("kms")
    key_id = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{bucket}", TargetKeyId=key_id)
    document = POLICY.read_text(encoding="utf-8").replace("BUCKET", bucket)
    document = document.replace(
        "SEALING_KEY_ARN", f"arn:aws:kms:us-east-1:123456789012:key/{key_id}"
    )
    iam.create_user(UserName=bucket)
    iam.put_user_policy(
        UserName=bucket, PolicyName="writer", PolicyDocument=document.replace("PREFIX", PREFIX)
    )
    key = iam.create_access_key(UserName=bucket)["AccessKey"]
    iam.close()
    kms.close()
    # From here on the emulator holds every call against policies.
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    return boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")


def test_the_shipped_policy_is_enough(writer, bucket, keep):
    locker = Locker.open(f"s3://{bucket}/{PREFIX}?legal_hold=true", session=writer)
    with locker.draft() as draft:
        draft.try_out(b"x")

    keep(locker, TABLE)
    seal(locker, KmsKey(f"alias/{bucket}", session=writer), run=RUN)

    found, _ = audit(locker, run=RUN)
    assert (found.problems, found.seals) == ([], 1)


def test_it_removes_no_evidence_and_writes_nowhere_else(writer, bucket, keep):
    locker = Locker.open(f"s3://{bucket}/{PREFIX}", session=writer)
    keep(locker, TABLE)

    with pytest.raises(LockerUnreachable, match="AccessDenied"):
        locker.storage.objects.delete(["log/000000001.json"])
    with pytest.raises(LockerUnreachable, match="403"):
        keep(Locker(f"s3://{bucket}/elsewhere", session=writer), TABLE)
