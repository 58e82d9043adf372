"""What may be wrong with a key of KMS, each in one line, and the command line that names one."""

import sys

import boto3
import pyarrow as pa
import pytest
from moto import settings

from include.locker import verify
from include.locker.kms import KmsKey
from include.locker.seal import seal
from include.model.errors import Cause, DefinitionError, SourceUnreachable
from include.seal import __main__ as command_line
from tests.locker.conftest import RUN

SIGN = "SIGN_VERIFY"


@pytest.mark.parametrize(
    ("spec", "usage"),
    [("ECC_NIST_P384", SIGN), ("RSA_2048", SIGN), ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")],
)
def test_a_key_of_another_kind_is_refused(made, spec, usage):
    with pytest.raises(DefinitionError, match=f"{spec} for {usage}; expected .* ECC_NIST_P256"):
        KmsKey(made(spec, usage))


def test_a_key_that_is_not_there_disabled_or_to_be_deleted_is_said_in_one_line(kms, made, key):
    disabled, deleted = made(), made()
    kms.disable_key(KeyId=disabled.removeprefix("alias/"))
    kms.schedule_key_deletion(KeyId=deleted.removeprefix("alias/"))

    for name, said in (
        ("alias/none", "no such key in this account and Region"),
        (disabled, "the key is disabled: enable it"),
        (deleted, "cancel its deletion"),
    ):
        with pytest.raises(DefinitionError, match=said) as refused:
            KmsKey(name)
        assert f"sealing key {name} of KMS: kms:GetPublicKey failed" in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_key_that_is_disabled_after_it_was_read_seals_nothing(kms, locker, keep, made):
    alias = made()
    key = KmsKey(alias)
    keep(locker, pa.table({"name": ["a"]}))
    kms.disable_key(KeyId=alias.removeprefix("alias/"))

    with pytest.raises(DefinitionError, match=r"kms:Sign failed \(DisabledException\)"):
        seal(locker, key, run=RUN)

    assert len(list(locker.entries())) == 1


def test_an_alias_that_is_given_to_another_key_meanwhile_changes_nothing(kms, made):
    alias = made()
    key = KmsKey(alias)

    kms.update_alias(AliasName=alias, TargetKeyId=made().removeprefix("alias/"))

    assert key.sign(b"x")


def test_what_does_not_verify_is_not_sealed_with(key, monkeypatch):
    monkeypatch.setattr(key, "_client", _Signing(b"0\x06\x02\x01\x01\x02\x01\x01"))

    with pytest.raises(SourceUnreachable, match="does not verify; nothing is sealed"):
        key.sign(b"x")


class _Signing:
    def __init__(self, signature):
        self._signature = signature

    def sign(self, **_):
        return {"Signature": self._signature}


def test_who_may_not_sign_is_told_which_permission_is_missing(aws, key, made, monkeypatch):
    iam, alias = boto3.client("iam"), made()
    iam.create_user(UserName=alias[6:])
    given = iam.create_access_key(UserName=alias[6:])["AccessKey"]
    iam.close()
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)

    with pytest.raises(SourceUnreachable, match="let the evidence-writer's role do it") as refused:
        KmsKey(alias, session=boto3.Session(given["AccessKeyId"], given["SecretAccessKey"]))

    assert (refused.value.cause, refused.value.action) == (Cause.DENIED, "kms:GetPublicKey")


def test_kms_that_does_not_answer_is_said_in_one_line():
    session = boto3.Session("testing", "testing", region_name="us-east-1")

    with pytest.raises(SourceUnreachable, match=r"EndpointConnectionError.*nothing is lost"):
        KmsKey("alias/x", session=session, endpoint_url="http://127.0.0.1:9")


@pytest.fixture
def command(locker, monkeypatch):
    """Seal the locker by the command line."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["seal", "--locker", str(locker.root), *words])
        return command_line.main()

    return run


def test_the_command_line_seals_with_kms_and_rotates_to_a_file(
    locker, keep, made, command, tmp_path
):
    alias, pem = f"awskms:///{made()}", str(tmp_path / "new.pem")
    keep(locker, pa.table({"name": ["a"]}))
    command("--key", alias)
    keep(locker, pa.table({"name": ["b"]}), observation="080000-abcdef")
    command("--key", pem, "--new-key", "--former-key", alias)

    found = verify.verify(locker.root)

    assert (found.problems, found.seals) == ([], 2)
    with pytest.raises(DefinitionError, match="a key of KMS is made in KMS"):
        command("--key", alias, "--new-key")
