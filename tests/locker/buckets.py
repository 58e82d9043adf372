"""Buckets with Object Lock at an emulator of a session of its own, found by what boto3 goes by."""

import uuid

import boto3
import pytest
from moto.server import ThreadedMotoServer


@pytest.fixture(scope="session")
def moto_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto_server):
    """Return an S3 client of an emulator that boto3 finds by its own means."""
    with pytest.MonkeyPatch.context() as shell:
        shell.setenv("AWS_ENDPOINT_URL", moto_server)
        shell.setenv("AWS_ACCESS_KEY_ID", "testing")
        shell.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        shell.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = boto3.client("s3")
        yield client
        client.close()


@pytest.fixture
def bucket(aws):
    """Make a bucket with Object Lock and return its name."""
    name = f"locker-{uuid.uuid4().hex}"
    aws.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


def kept(aws, bucket, prefix="evidence/of/acme"):
    """Return what S3 says of each object, by its name in the locker."""
    pages = aws.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    return {
        key.removeprefix(f"{prefix}/"): aws.head_object(
            Bucket=bucket, Key=key, ChecksumMode="ENABLED"
        )
        for key in keys
    }
