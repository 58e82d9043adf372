"""Mends of new buckets."""

import json
from datetime import timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend


def apply() -> None:
    """Patch moto's S3."""
    _new_buckets_are_private()
    _encryption_falls_back_to_aes256()
    _conditions_are_not_taken_for_met()
    _default_retention_is_in_days_or_in_years()


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


def _conditions_are_not_taken_for_met() -> None:
    # AWS: "deny without TLS" denies nothing that comes by TLS. moto: looks at no condition and denies all.
    def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        document = json.loads(self.policy) if self.policy else {}
        statements = document.get("Statement", [])
        stated = [statements] if isinstance(statements, dict) else statements
        kept = [each for each in stated if "Condition" not in each]
        if not kept:
            return PermissionResult.NEUTRAL
        policy = IAMPolicy(json.dumps({**document, "Statement": kept}))
        return policy.is_action_permitted(action, resource)

    FakeBucket.get_permission = get_permission


def _default_retention_is_in_days_or_in_years() -> None:
    # AWS: a default retention has days or years. moto: adds both up, and fails where one is absent.
    def default_retention(self: FakeBucket) -> str:
        days = (self.default_lock_days or 0) + (self.default_lock_years or 0) * 365
        return f"{utcnow() + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"

    FakeBucket.default_retention = default_retention
