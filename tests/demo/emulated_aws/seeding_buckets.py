"""Makes one bucket as its seed says; what is not said is as AWS makes new buckets."""

from datetime import UTC

from moto.s3.models import FakeBucket, S3Backend, get_canned_acl

from tests.demo.emulated_aws.bucket_policies import policy
from tests.demo.emulated_aws.seeds import BucketSeed
from tests.demo.emulated_aws.world import Clock

_WEBSITE = (
    b"<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix>"
    b"</IndexDocument></WebsiteConfiguration>"
)


def add_bucket(s3: S3Backend, seed: BucketSeed, clock: Clock) -> FakeBucket:
    """Make the bucket; the bucket that its access logs go to must exist already."""
    bucket = s3.create_bucket(seed.name, seed.region)
    bucket.creation_date = clock.ago(seed.created).replace(tzinfo=UTC)
    if seed.data_class:
        s3.put_bucket_tagging(seed.name, {"data-class": seed.data_class, "team": "platform"})
    _encrypt(bucket, seed)
    _share(bucket, seed)
    _keep(s3, bucket, seed)
    if seed.logs_to:
        s3.get_bucket(seed.logs_to)
        # Not by moto's own call, whose check of the target's policy breaks on a principal that is a string.
        bucket.logging = {"TargetBucket": seed.logs_to, "TargetPrefix": f"{seed.name}/"}
    return bucket


def _encrypt(bucket: FakeBucket, seed: BucketSeed) -> None:
    default = {"SSEAlgorithm": seed.algorithm}
    if seed.key:
        default["KMSMasterKeyID"] = seed.key
    rule = {"ApplyServerSideEncryptionByDefault": default}
    bucket.encryption = {"Rule": {**rule, "BucketKeyEnabled": seed.algorithm == "aws:kms"}}


def _share(bucket: FakeBucket, seed: BucketSeed) -> None:
    if not seed.block:
        bucket.public_access_block = None
    bucket.ownership_rule = seed.ownership
    bucket.acl = get_canned_acl(seed.acl)
    bucket.policy = policy(seed.name, seed.tls, seed.allow)
    if seed.website:
        bucket.website_configuration = _WEBSITE


def _keep(s3: S3Backend, bucket: FakeBucket, seed: BucketSeed) -> None:
    bucket.versioning_status = seed.versioning
    if seed.lock:
        lock = seed.lock
        s3.put_object_lock_configuration(seed.name, True, lock.mode, lock.days, lock.years)  # noqa: FBT003
    if seed.expires:
        rule = {"ID": "expire", "Status": "Enabled", "Prefix": ""}
        s3.put_bucket_lifecycle_configuration(
            seed.name, [{**rule, "Expiration": {"Days": seed.expires}}]
        )
