"""Mends of new buckets."""

from typing import Any

from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend


def apply() -> None:
    """Patch moto's S3."""
    _new_buckets_are_private()
    _encryption_falls_back_to_aes256()


def aes256() -> dict[str, Any]:
    """Return S3's own default encryption, in moto's form."""
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return {"Rule": {**rule, "BucketKeyEnabled": False}}


def _new_buckets_are_private() -> None:
    # AWS, since 2023: a new bucket encrypts with AES256, blocks public access in all four ways and has ACLs
    # switched off. moto: none of the three.
    original = FakeBucket.__init__

    def init(self: FakeBucket, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.encryption = aes256()
        self.public_access_block = PublicAccessBlock("true", "true", "true", "true")
        self.ownership_rule = "BucketOwnerEnforced"

    FakeBucket.__init__ = init


def _encryption_falls_back_to_aes256() -> None:
    # AWS: DeleteBucketEncryption goes back to AES256, it does not switch encryption off. moto: it does.
    def delete_bucket_encryption(self: S3Backend, bucket_name: str) -> None:
        self.get_bucket(bucket_name).encryption = aes256()

    S3Backend.delete_bucket_encryption = delete_bucket_encryption
