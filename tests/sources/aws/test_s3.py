import json
from datetime import UTC, datetime

import pytest

from include.model.errors import Cause, SourceIncomplete, SourceUnreachable
from include.sources.aws import s3

CREATED = datetime(2026, 1, 2, tzinfo=UTC)
POLICY = {
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*"}, {"Effect": "Allow"}]
}
EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"


def bucket(name, region="eu-west-1"):
    listed = {"Name": name, "CreationDate": CREATED}
    return listed | ({"BucketRegion": region} if region else {})


@pytest.fixture
def nothing():
    """Answer as S3 does for a bucket on which nothing was ever set."""
    return {
        "ListBuckets": {"Buckets": [bucket("ledger")]},
        "GetBucketLocation": {"LocationConstraint": None},
        "GetBucketPolicy": None,
        "GetBucketPolicyStatus": None,
        "GetBucketEncryption": None,
        "GetPublicAccessBlock": None,
        "GetBucketAcl": {"Grants": []},
        "GetBucketOwnershipControls": None,
        "GetBucketVersioning": {},
        "GetObjectLockConfiguration": None,
        "GetBucketLifecycleConfiguration": None,
        "GetBucketLogging": {},
        "GetBucketTagging": None,
    }


@pytest.fixture
def collect(collection, fake_aws, nothing):
    """Return what a collection holds after the answers above, changed as told."""

    def run(**changes):
        into = collection(s3.SOURCE)
        aws = fake_aws(into, nothing | changes)
        s3.collect(aws, into)
        into.asked = aws.asked
        return into

    return run


def test_what_was_never_set_is_a_value_of_its_own(collect, rows):
    into = collect()

    (row,) = rows(into, s3.BUCKETS)
    assert row == {
        "name": "ledger",
        "arn": "arn:aws:s3:::ledger",
        "region": "eu-west-1",
        "creation_date": CREATED,
        "vanished": False,
        "read_errors": [],
        "sse_algorithm": "none",
        "kms_key_id": None,
        "bucket_key_enabled": False,
        "public_access_block_exists": False,
        "block_public_acls": False,
        "ignore_public_acls": False,
        "block_public_policy": False,
        "restrict_public_buckets": False,
        "policy_exists": False,
        "policy_is_public": False,
        "object_ownership": "not_set",
        "acl_public_grants": [],
        "versioning": "never_enabled",
        "mfa_delete": "not_set",
        "object_lock_enabled": False,
        "object_lock_mode": "none",
        "object_lock_days": 0,
        "lifecycle_rules": 0,
        "lifecycle_least_expiration_days": None,
        "logging_target_bucket": "none",
        "tags": [],
        "data_class": "unclassified",
    }


@pytest.mark.parametrize(
    ("operation", "answer", "columns"),
    [
        (
            "GetBucketEncryption",
            {
                "ServerSideEncryptionConfiguration": {
                    "Rules": [
                        {
                            "ApplyServerSideEncryptionByDefault": {
                                "SSEAlgorithm": "aws:kms",
                                "KMSMasterKeyID": "key",
                            },
                            "BucketKeyEnabled": True,
                        }
                    ]
                }
            },
            {"sse_algorithm": "aws:kms", "kms_key_id": "key", "bucket_key_enabled": True},
        ),
        (
            "GetBucketAcl",
            {
                "Grants": [
                    {"Grantee": {"Type": "Group", "URI": EVERYBODY}, "Permission": "WRITE"},
                    {"Grantee": {"Type": "CanonicalUser", "ID": "1"}, "Permission": "FULL_CONTROL"},
                ]
            },
            {"acl_public_grants": ["AllUsers:WRITE"]},
        ),
        (
            "GetBucketOwnershipControls",
            {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
            {"object_ownership": "BucketOwnerEnforced"},
        ),
        (
            "GetBucketVersioning",
            {"Status": "Suspended", "MFADelete": "Disabled"},
            {"versioning": "Suspended", "mfa_delete": "Disabled"},
        ),
        (
            "GetObjectLockConfiguration",
            {
                "ObjectLockConfiguration": {
                    "ObjectLockEnabled": "Enabled",
                    "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 7}},
                }
            },
            {
                "object_lock_enabled": True,
                "object_lock_mode": "COMPLIANCE",
                "object_lock_days": 2555,
            },
        ),
        (
            "GetObjectLockConfiguration",
            {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
            {"object_lock_enabled": True, "object_lock_mode": "none", "object_lock_days": 0},
        ),
        (
            "GetBucketLifecycleConfiguration",
            {
                "Rules": [
                    {"Status": "Enabled", "Expiration": {"Days": 90}},
                    {"Status": "Disabled", "Expiration": {"Days": 1}},
                    {"Status": "Enabled", "Expiration": {"Date": CREATED}},
                    {"Status": "Enabled"},
                ]
            },
            {"lifecycle_rules": 4, "lifecycle_least_expiration_days": 90},
        ),
        (
            "GetBucketLogging",
            {"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": ""}},
            {"logging_target_bucket": "logs"},
        ),
        (
            "GetBucketTagging",
            {"TagSet": [{"Key": "team", "Value": "A"}, {"Key": "data-class", "Value": " Secret "}]},
            {"tags": [("data-class", " Secret "), ("team", "A")], "data_class": "secret"},
        ),
        (
            "GetPublicAccessBlock",
            {
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "IgnorePublicAcls": False,
                }
            },
            {
                "public_access_block_exists": True,
                "block_public_acls": True,
                "ignore_public_acls": False,
                "block_public_policy": None,
            },
        ),
    ],
)
def test_an_answer_fills_its_columns(collect, rows, operation, answer, columns):
    into = collect(**{operation: answer})

    (row,) = rows(into, s3.BUCKETS)
    assert {name: row[name] for name in columns} == columns


def test_a_policy_becomes_its_statements_and_its_status_is_asked(collect, rows):
    into = collect(
        GetBucketPolicy={"Policy": json.dumps(POLICY)},
        GetBucketPolicyStatus={"PolicyStatus": {"IsPublic": True}},
    )

    (row,) = rows(into, s3.BUCKETS)
    assert (row["policy_exists"], row["policy_is_public"]) == (True, True)
    assert [each["effect"] for each in rows(into, s3.STATEMENTS)] == ["Deny", "Allow"]
    assert into.readings["aws_s3_bucket_policy_statements"].expected_items == 2


def test_a_policy_that_nobody_can_read_leaves_nulls_and_says_so(collect, rows):
    into = collect(GetBucketPolicy={"Policy": "{"}, GetBucketPolicyStatus=None)

    (row,) = rows(into, s3.BUCKETS)
    assert (row["policy_exists"], row["read_errors"]) == (None, ["GetBucketPolicy: MALFORMED"])


@pytest.mark.parametrize(
    "operation",
    [
        "GetBucketPolicy",
        "GetBucketEncryption",
        "GetPublicAccessBlock",
        "GetBucketAcl",
        "GetBucketOwnershipControls",
        "GetBucketVersioning",
        "GetObjectLockConfiguration",
        "GetBucketLifecycleConfiguration",
        "GetBucketLogging",
        "GetBucketTagging",
    ],
)
@pytest.mark.parametrize(
    ("cause", "code"), [(Cause.DENIED, "AccessDenied"), (Cause.THROTTLED, "SlowDown")]
)
def test_a_call_that_fails_alone_leaves_nulls_and_the_bucket(collect, rows, operation, cause, code):
    def answer(**parameters):
        if "AccountId" in parameters:
            return
        raise SourceUnreachable("no", cause=cause, code=code)

    into = collect(**{operation: answer})

    (row,) = rows(into, s3.BUCKETS)
    assert row["read_errors"] == [f"{operation}: {code}"]
    assert into.readings["aws_s3_buckets"].error is None


def test_an_answer_of_another_shape_leaves_nulls_and_says_so(collect, rows):
    into = collect(GetBucketOwnershipControls={"OwnershipControls": {"Rules": []}})

    (row,) = rows(into, s3.BUCKETS)
    assert row["object_ownership"] is None
    assert row["read_errors"] == ["GetBucketOwnershipControls: MALFORMED"]


def test_a_bucket_that_vanished_is_a_row_that_says_so(collect, rows):
    def gone(Bucket):  # noqa: N803
        if Bucket == "gone":
            raise SourceIncomplete("no", cause=Cause.VANISHED, code="NoSuchBucket")
        return {}

    listed = {"Buckets": [bucket("ledger"), bucket("gone")]}

    into = collect(ListBuckets=listed, GetBucketVersioning=gone)

    found = {row["name"]: row["vanished"] for row in rows(into, s3.BUCKETS)}
    assert found == {"gone": True, "ledger": False}
    assert into.readings["aws_s3_buckets"].expected_items == 2


def test_a_denied_listing_fails_buckets_and_statements_alone(collect, denied):
    into = collect(ListBuckets=denied)

    failed = {name for name, reading in into.readings.items() if reading.error}
    assert failed == {"aws_s3_buckets", "aws_s3_bucket_policy_statements"}
    assert into.readings["aws_s3_buckets"].expected_items is None


def test_statements_fail_where_no_policy_at_all_could_be_read(collect, denied):
    into = collect(GetBucketPolicy=denied)

    errors = {name: reading.error for name, reading in into.readings.items()}
    assert errors["aws_s3_bucket_policy_statements"] is denied
    assert errors["aws_s3_buckets"] is None


def test_statements_are_kept_where_one_policy_of_two_could_not_be_read(collect, denied, rows):
    def policy(**asked):
        if asked["Bucket"] == "ledger":
            raise denied
        return {"Policy": json.dumps(POLICY)}

    into = collect(
        ListBuckets={"Buckets": [bucket("ledger"), bucket("uploads")]}, GetBucketPolicy=policy
    )

    assert into.readings["aws_s3_bucket_policy_statements"].error is None
    assert {each["bucket"] for each in rows(into, s3.STATEMENTS)} == {"uploads"}


def test_no_buckets_is_a_complete_answer(collect):
    into = collect(ListBuckets={"Buckets": []})

    assert into.readings["aws_s3_buckets"].expected_items == 0


@pytest.mark.parametrize(
    ("constraint", "region"),
    [(None, "us-east-1"), ("EU", "eu-west-1"), ("eu-north-1", "eu-north-1")],
)
def test_a_region_that_the_listing_does_not_name_is_asked_for(collect, rows, constraint, region):
    into = collect(
        ListBuckets={"Buckets": [bucket("ledger", region=None)]},
        GetBucketLocation={"LocationConstraint": constraint},
    )

    (row,) = rows(into, s3.BUCKETS)
    regions = {each["region"] for name, each in into.asked if name == "GetBucketVersioning"}
    assert (row["region"], regions) == (region, {region})


def test_a_bucket_is_asked_at_most_twelve_times_in_its_own_region(collect):
    into = collect(
        ListBuckets={"Buckets": [bucket("ledger", region=None)]},
        GetBucketPolicy={"Policy": json.dumps(POLICY)},
        GetBucketPolicyStatus={"PolicyStatus": {"IsPublic": False}},
    )

    asked = [name for name, parameters in into.asked if parameters.get("Bucket")]
    assert len(asked) == len(set(asked)) <= 12


def test_the_accounts_own_block_is_read_and_none_is_data(collect, rows):
    into = collect()

    (row,) = rows(into, s3.ACCOUNT_BLOCKS)
    assert row == {
        "account_id": "123456789012",
        "block_exists": False,
        "block_public_acls": False,
        "ignore_public_acls": False,
        "block_public_policy": False,
        "restrict_public_buckets": False,
    }


def test_an_account_block_that_cannot_be_read_is_an_error(collect):
    into = collect(GetPublicAccessBlock={})

    assert into.readings["aws_s3_account_public_access_blocks"].error.cause is Cause.MALFORMED
