"""The connection `locker`: a directory, or a bucket with its retention and whose credentials."""

import base64
import json
from pathlib import Path

import pyarrow as pa
import pytest

from include.model.errors import DefinitionError
from soc2_airflow import hooks, people
from tests.locker.buckets import aws, bucket, moto_server
from tests.locker.conftest import keep

__all__ = ["aws", "bucket", "keep", "moto_server"]
TABLE = pa.table({"name": ["a"]})


@pytest.fixture
def connect(monkeypatch):
    def connect(name, **connection):
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(connection))

    return connect


def test_a_bucket_is_opened_with_the_retention_that_the_connection_says(aws, bucket, connect, keep):
    extra = {"path": f"s3://{bucket}/evidence", "retention_days": 500, "mode": "GOVERNANCE"}
    connect("locker", conn_type="generic", extra=extra)

    locker = hooks.locker()
    keep(locker, TABLE)

    assert locker.storage.name == f"s3://{bucket}/evidence"
    kept = aws.head_object(Bucket=bucket, Key="evidence/log/000000001.json")
    assert kept["ObjectLockMode"] == "GOVERNANCE"


def test_the_credentials_are_those_of_the_named_connection(aws, bucket, connect, monkeypatch):
    endpoint = aws.meta.endpoint_url
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    writer = {"region_name": "us-east-1", "endpoint_url": endpoint}
    connect("evidence_writer", conn_type="aws", login="writer", password="testing", extra=writer)
    extra = {"path": f"s3://{bucket}/evidence", "aws_conn_id": "evidence_writer"}
    connect("locker", conn_type="generic", extra=extra)

    client = hooks.locker().storage.objects._client

    assert client._request_signer._credentials.access_key == "writer"


def test_packets_of_a_bucket_need_a_folder_of_their_own(connect, monkeypatch):
    monkeypatch.delenv("SOC2_PACKETS", raising=False)
    connect("locker", conn_type="generic", extra={"path": "s3://bucket/evidence"})

    with pytest.raises(DefinitionError, match="set SOC2_PACKETS"):
        hooks.packets_folder()


def test_packets_of_a_directory_lie_beside_it(connect, monkeypatch):
    monkeypatch.delenv("SOC2_PACKETS", raising=False)
    connect("locker", conn_type="generic", extra={"path": "/dir/locker"})

    assert hooks.packets_folder() == Path("/dir/packets")


def test_keys_of_people_come_by_a_connection_of_their_own(connect, tmp_path):
    connect("locker", conn_type="generic", extra={"path": str(tmp_path / "locker")})
    assert hooks.locker().people is None
    assert not people.is_decided()
    master, path = base64.b64encode(bytes(32)).decode(), str(tmp_path / "keys")
    (tmp_path / "keys").mkdir()

    connect("people_keys", conn_type="generic", password=master, extra={"path": path})
    key = hooks.locker().people.of("p1")
    (tmp_path / "master").write_text(master)
    held = {"path": path, "master_path": str(tmp_path / "master")}
    connect("people_keys", conn_type="generic", extra=held)

    assert hooks.locker().people.find("p1") == key
    connect("people_keys", conn_type="generic", extra={"in_the_clear": "nobody is in the roster"})
    assert hooks.locker().people is None
    assert people.is_decided()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({}, "no path; set its extra to"),
        ({"path": "."}, "no master key: neither a password nor a file"),
    ],
    ids=["nowhere", "no master"],
)
def test_a_connection_of_keys_that_lacks_something_is_said(connect, extra, said):
    connect("people_keys", conn_type="generic", extra=extra)

    with pytest.raises(DefinitionError, match=said):
        people.keys()
