"""A locker in a bucket is verified like any other, and so are its copies; what was put over it is named."""

import json
import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.audit import audit
from include.locker import Locker, verify
from include.locker.seal import seal
from include.model.errors import LockerCorrupt
from tests.locker.buckets import kept
from tests.locker.conftest import RUN

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})
PREFIX = "evidence/of/acme"
CLI = Path(__file__).parents[2] / ".venv-awscli" / "bin" / "aws"


def put(aws, bucket, folder, prefix):
    """Put every file of a folder under the same key, as a plain copy does."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            key = f"{prefix}/{path.relative_to(folder).as_posix()}"
            aws.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_locker_verifies_wherever_it_rests(anywhere, keep):
    keep(anywhere, TABLE)

    found, record = audit(anywhere, run=RUN)

    assert (found.problems, record.problems) == ([], 0)
    assert anywhere.numbers() == [1, 2]


def test_a_stranger_and_a_missing_file_in_the_bucket_are_found(aws, bucket, in_bucket, keep):
    entry = keep(in_bucket, TABLE)
    aws.put_object(Bucket=bucket, Key=f"{PREFIX}/evidence/made-up", Body=b"x")
    aws.delete_object(Bucket=bucket, Key=f"{PREFIX}/{entry.record.parquet.path}")

    found, _ = audit(in_bucket, run=RUN)

    assert sorted(found.problems) == [
        (entry.record.parquet.path, "missing"),
        ("evidence/made-up", "added: no record names it"),
    ]


@pytest.mark.parametrize("name", ["../outside", "log/../../outside", "log"])
def test_a_key_that_no_directory_can_hold_is_refused(aws, bucket, in_bucket, keep, name):
    keep(in_bucket, TABLE)
    aws.put_object(Bucket=bucket, Key=f"{PREFIX}/{name}", Body=b"x")

    with pytest.raises(LockerCorrupt, match="no locker has a file of that name"):
        audit(in_bucket, run=RUN)


def test_a_copy_of_a_directory_is_a_locker_and_its_copy_back_is_the_same(
    aws, bucket, sealed, keep, tmp_path
):
    locker, _ = sealed
    put(aws, bucket, locker.root, "copied")

    copied = Locker.open(f"s3://{bucket}/copied")
    with copied.mirrored() as folder:
        shutil.copytree(folder, tmp_path / "back")
        found = verify.verify(folder)
    entry = keep(copied, TABLE, observation="after")

    assert (found.problems, found.seals) == ([], 2)
    before = {name: each for name, each in contents(locker.root).items() if "staging/" not in name}
    assert contents(tmp_path / "back") == before
    assert entry.number == 9


@pytest.fixture
def sealed_in_bucket(in_bucket, keep):
    """Return what was kept and sealed, and which versions S3 gave it."""
    entry = keep(in_bucket, TABLE)
    seal(in_bucket, Ed25519PrivateKey.generate(), run=RUN)
    return entry.record.parquet.path


def test_a_seal_names_the_versions_that_it_covers(aws, bucket, in_bucket, sealed_in_bucket):
    objects = kept(aws, bucket)

    sealed = json.loads(in_bucket.read(list(in_bucket.entries())[-1].record.versions))

    names = {"log/000000001.json", sealed_in_bucket}
    assert sealed == {name: objects[name]["VersionId"] for name in names}
    assert audit(in_bucket, run=RUN)[0].problems == []


def test_what_was_put_over_evidence_is_not_sealed(aws, bucket, in_bucket, keep):
    keep(in_bucket, TABLE)
    key = f"{PREFIX}/log/000000001.json"
    content = aws.get_object(Bucket=bucket, Key=key)["Body"].read()
    locker = Locker(in_bucket.root)
    entries = list(locker.entries())
    aws.put_object(
        Bucket=bucket, Key=key, Body=content.replace(b"2026", b"2027"), ChecksumAlgorithm="SHA256"
    )
    locker.entries = lambda: iter(entries)

    with pytest.raises(LockerCorrupt, match=r"log/000000001\.json: .*not sealed over"):
        seal(locker, Ed25519PrivateKey.generate(), run=RUN)


def test_the_sealed_version_of_what_was_put_over_is_named(aws, bucket, in_bucket, sealed_in_bucket):
    version = kept(aws, bucket)[sealed_in_bucket]["VersionId"]
    aws.put_object(Bucket=bucket, Key=f"{PREFIX}/{sealed_in_bucket}", Body=b"other")

    found, _ = audit(Locker(in_bucket.root), run=RUN)

    changed = f"changed: its SHA-256 is not the recorded one; sealed was version {version}"
    assert found.problems == [(sealed_in_bucket, changed)]
    assert [note for note in found.notes if "bucket" in note] == [
        f"1 objects in the bucket are not locked, first: {sealed_in_bucket}",
        f"1 objects in the bucket have another version than was sealed, first: {sealed_in_bucket}",
    ]


@pytest.mark.skipif(
    not CLI.exists(), reason="AWS's CLI is not installed: make test-all installs it"
)
def test_a_locker_that_awss_own_program_syncs_to_a_bucket_and_back_verifies(
    bucket, sealed, tmp_path
):
    locker, _ = sealed
    lock = f"s3://{bucket}/synced"
    for source, target in ((str(locker.root), lock), (lock, str(tmp_path / "back"))):
        done = subprocess.run(
            [CLI, "s3", "sync", "--no-progress", "--exclude", "staging/*", source, target],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    back = verify.verify(tmp_path / "back")

    assert (back.problems, back.seals) == ([], 2)
    assert contents(tmp_path / "back") == contents(locker.root)
    assert audit(Locker.open(lock), run=RUN)[0].problems == []
