"""Keys of KMS at the emulator of `buckets`."""

import boto3
import pytest

from include.locker.kms import KmsKey
from tests.demo.emulated_aws import mends_kms


@pytest.fixture
def kms(aws):
    mends_kms.apply()
    client = boto3.client("kms")
    yield client
    client.close()


@pytest.fixture
def made(kms):
    """Make a key of a kind, under an alias of its own, and return the alias."""

    def make(spec="ECC_NIST_P256", usage="SIGN_VERIFY"):
        key_id = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=f"alias/{key_id}", TargetKeyId=key_id)
        return f"alias/{key_id}"

    return make


@pytest.fixture
def key(made):
    return KmsKey(made())
