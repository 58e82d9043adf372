"""New buckets begin as AWS has made them since 2023; seeded ones are as they were described."""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture(scope="module")
def fresh(start_emulator, connect):
    s3 = connect("s3", start_emulator())
    s3.create_bucket(Bucket="made-now")
    return s3


def _algorithm(s3, bucket):
    answer = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    return answer["Rules"][0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]


def test_a_new_bucket_encrypts(fresh):
    assert _algorithm(fresh, "made-now") == "AES256"


def test_a_new_bucket_blocks_public_access(fresh):
    block = fresh.get_public_access_block(Bucket="made-now")["PublicAccessBlockConfiguration"]

    assert set(block.values()) == {True}
    assert len(block) == 4


def test_a_new_bucket_has_no_acls(fresh):
    controls = fresh.get_bucket_ownership_controls(Bucket="made-now")["OwnershipControls"]

    assert controls["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_encryption_falls_back_and_is_never_off(fresh):
    fresh.create_bucket(Bucket="made-for-deletion")

    fresh.delete_bucket_encryption(Bucket="made-for-deletion")

    assert _algorithm(fresh, "made-for-deletion") == "AES256"


def test_a_block_taken_off_is_not_configured(fresh):
    fresh.create_bucket(Bucket="made-open")

    fresh.delete_public_access_block(Bucket="made-open")

    with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        fresh.get_public_access_block(Bucket="made-open")


def test_seeded_buckets_carry_their_lock_and_class(connect, endpoint):
    s3 = connect("s3", endpoint)

    lock = s3.get_object_lock_configuration(Bucket="quillhaven-prod-evidence")
    tags = s3.get_bucket_tagging(Bucket="quillhaven-prod-evidence")["TagSet"]

    retention = lock["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Years": 7}
    assert {"Key": "data-class", "Value": "evidence"} in tags


def test_the_demo_site_is_public_by_its_policy_and_the_shared_bucket_by_its_acl(connect, endpoint):
    s3 = connect("s3", endpoint, "sandbox")

    status = s3.get_bucket_policy_status(Bucket="quillhaven-sandbox-demo-site")["PolicyStatus"]
    grants = s3.get_bucket_acl(Bucket="quillhaven-sandbox-shared")["Grants"]

    assert status == {"IsPublic": True}
    assert any("AuthenticatedUsers" in grant["Grantee"].get("URI", "") for grant in grants)


def test_a_bucket_without_policy_says_so_by_name(connect, endpoint):
    s3 = connect("s3", endpoint)

    with pytest.raises(ClientError, match="NoSuchBucketPolicy"):
        s3.get_bucket_policy(Bucket="quillhaven-prod-build-artifacts")
