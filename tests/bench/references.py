"""What each verb is measured against: the plainest program that moves the same things, and keeps nothing.

python -m tests.bench.references iam|s3|validate LOCKER|load LOCKER
"""

import os
import sys
from pathlib import Path

NAMES = {
    "iam": "boto3 asks the same, one by one",
    "s3": "boto3 asks the same, one by one",
    "validate": "import GX, pyarrow reads the Parquet",
    "load": "ADBC copies all verdicts to a table",
}
_QUESTIONS = (
    "get_bucket_location",
    "get_bucket_policy",
    "get_bucket_policy_status",
    "get_bucket_encryption",
    "get_public_access_block",
    "get_bucket_acl",
    "get_bucket_ownership_controls",
    "get_bucket_versioning",
    "get_object_lock_configuration",
    "get_bucket_lifecycle_configuration",
    "get_bucket_logging",
    "get_bucket_tagging",
)


def iam() -> None:
    """Ask for report, summary, policy, virtual devices, and the devices of users without one."""
    import boto3

    client = boto3.client("iam")
    while client.generate_credential_report()["State"] != "COMPLETE":
        pass
    lines = client.get_credential_report()["Content"].decode().splitlines()
    client.get_account_summary()
    client.get_account_password_policy()
    pages = client.get_paginator("list_virtual_mfa_devices").paginate(AssignmentStatus="Assigned")
    held = {each["User"]["Arn"] for page in pages for each in page["VirtualMFADevices"]}
    for user, arn, *_ in (line.split(",") for line in lines[2:]):
        if arn not in held:
            client.list_mfa_devices(UserName=user)


def s3() -> None:
    """Ask every bucket every question; what was never set is an error, which is passed over."""
    import boto3
    from botocore.exceptions import ClientError

    client = boto3.client("s3")
    for bucket in client.list_buckets()["Buckets"]:
        for question in _QUESTIONS:
            try:
                getattr(client, question)(Bucket=bucket["Name"])
            except ClientError:
                continue


def validate(locker: str) -> None:
    """Read all evidence of a locker."""
    import great_expectations
    import pyarrow.parquet as pq

    assert great_expectations.__version__
    for path in (Path(locker) / "evidence").rglob("*.parquet"):
        pq.read_table(path, partitioning=None)


def load(locker: str) -> None:
    """Copy all verdicts of a locker into a table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from include.warehouse.connection import connect

    files = sorted((Path(locker) / "verdicts").rglob("*.parquet"))
    verdicts = pa.concat_tables(pq.read_table(path, partitioning=None) for path in files)
    with connect(os.environ["SOC2_WAREHOUSE"]) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("verdicts", verdicts, mode="create")
        connection.commit()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
