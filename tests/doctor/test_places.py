"""The locker takes a write, the warehouse's account has its rights, somebody else's clock answers."""

import uuid
from urllib.parse import quote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.doctor import locker_findings, sealing_findings
from include.locker import Locker
from include.locker.s3.asking import Asking
from include.locker.s3.objects import Objects
from include.model.errors import (
    Cause,
    LockerUnreachable,
    SourceUnreachable,
    WarehouseUnreachable,
)
from include.warehouse.connection import connect
from include.warehouse.rights import lacking
from include.warehouse.schema import migrate

PASSWORD = "of-the-loader"


class Silent:
    name = "https://time.example"

    def token(self, content):
        raise SourceUnreachable(f"no token over {len(content)} bytes", cause=Cause.UNREACHABLE)


@pytest.fixture
def account(postgres, database):
    """Make an account, a member of a role or of none, and return the warehouse's address for it."""
    made = []

    def account(role=None):
        name = f"doctor_{uuid.uuid4().hex}"
        made.append(name)
        execute(database, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
        if role:
            execute(database, f"GRANT {role} TO {name}")
        own = f"{postgres.user}:{quote(postgres.password)}@"
        assert own in database
        return database.replace(own, f"{name}:{PASSWORD}@")

    yield account
    for name in made:
        execute(database, f"DROP ROLE {name}")


def execute(uri, statement):
    with connect(uri, autocommit=True) as opened, opened.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_stays_in_a_locker_that_takes_a_write(tmp_path):
    locker = Locker.open(tmp_path / "locker")

    assert list(locker_findings(str(locker.root))) == []

    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_nothing_stays_in_a_bucket_that_takes_a_write(aws, bucket):
    assert list(locker_findings(f"s3://{bucket}/x")) == []

    assert "Contents" not in aws.list_objects_v2(Bucket=bucket)


def test_a_bucket_that_can_not_keep_evidence_is_said(aws, bucket):
    aws.create_bucket(Bucket=f"{bucket}-open")

    with pytest.raises(LockerUnreachable, match="no Object Lock"):
        list(locker_findings(f"s3://{bucket}-open/x"))


def test_a_locker_that_can_not_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    found = list(locker_findings(str(tmp_path / "file" / "locker")))

    assert len(found) == 1
    assert "can't be written to (Not a directory); let the workers' account own it" in found[0]


def test_a_time_authority_that_is_silent_is_found():
    key = Ed25519PrivateKey.generate()

    assert list(sealing_findings(key, Silent())) == ["no token over 11 bytes"]
    assert list(sealing_findings(key, None)) == []


def test_the_owner_and_the_loader_lack_nothing(database, account):
    assert lacking(database) == ()
    migrate(database)

    assert lacking(account("soc2_loader")) == ()


def test_tables_that_are_not_there_are_the_owners_to_make(account):
    found = lacking(account())

    assert len(found) == 1
    assert "not migrated yet (v0001_first_release, v0002_basis, " in found[0]
    assert ", and this account may not; let the owner run" in found[0]


def test_an_account_that_only_reads_can_not_load(database, account):
    migrate(database)

    found = lacking(account("soc2_reader"))

    assert len(found) == 1
    assert "may not append to " in found[0]
    assert "fct_assessment" in found[0]
    assert found[0].endswith("; make it a member of soc2_loader")


def test_without_temporary_tables_nothing_is_loaded(database, account):
    migrate(database)
    name = urlsplit(database).path.strip("/")
    execute(database, f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")

    found = lacking(account("soc2_loader"))

    assert found[0].endswith("no temporary tables; GRANT TEMPORARY ON DATABASE to this account")


def test_a_password_that_is_wrong_is_said_without_it(database, account):
    with pytest.raises(WarehouseUnreachable) as caught:
        lacking(account().replace(PASSWORD, "another"))

    assert "another" not in str(caught.value)


def test_a_bucket_whose_key_encrypts_and_does_not_decrypt_is_found(aws, bucket, monkeypatch):
    ask = Asking.ask

    def refuse(self, operation, *arguments, **parameters):
        if operation == "get_object":
            raise self.failed(operation, None, "KMS.DisabledException")
        return ask(self, operation, *arguments, **parameters)

    monkeypatch.setattr(Asking, "ask", refuse)

    with pytest.raises(LockerUnreachable, match="the key that encrypts the bucket is disabled"):
        list(locker_findings(f"s3://{bucket}/x"))

    assert "Contents" not in aws.list_objects_v2(Bucket=bucket)


def test_a_bucket_that_gives_back_other_bytes_is_found(aws, bucket, monkeypatch):
    monkeypatch.setattr(Objects, "get", lambda *_: b"other")

    with pytest.raises(LockerUnreachable, match="what was put is not what is read back"):
        list(locker_findings(f"s3://{bucket}/x"))
