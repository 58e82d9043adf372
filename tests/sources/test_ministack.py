"""The same extract, unchanged, against a second emulator, which errs elsewhere than the first."""

from datetime import date

import boto3
import botocore.exceptions
import pytest

from include.model.errors import Cause
from include.model.scope import Scope, ScopeKind
from include.sources.aws import connect, iam, s3
from tests.second_emulator import INSTALLED, running

ACCOUNT = Scope(
    kind=ScopeKind.AWS_ACCOUNT, id="123456789012", name="second", starts_on=date(2026, 1, 1)
)
pytestmark = INSTALLED


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    with running(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture(scope="module")
def second(endpoint):
    """Return a session; there an access key id of twelve digits is the account."""
    session = boto3.Session(
        aws_access_key_id=ACCOUNT.id, aws_secret_access_key="testing", region_name="us-east-1"
    )
    users = session.client("iam", endpoint_url=endpoint)
    users.create_user(UserName="ann")
    users.create_login_profile(UserName="ann", Password="Tr0ub4dor&3")
    users.create_user(UserName="bob")
    users.create_access_key(UserName="bob")
    buckets = session.client("s3", endpoint_url=endpoint)
    buckets.create_bucket(Bucket="ledger")
    with pytest.raises(botocore.exceptions.ClientError, match="AccessControlListNotSupported"):
        buckets.put_bucket_acl(Bucket="ledger", ACL="public-read")
    buckets.put_bucket_versioning(Bucket="ledger", VersioningConfiguration={"Status": "Enabled"})
    return session


@pytest.fixture
def observe(second, endpoint, collection):
    def run(module):
        into = collection(module.SOURCE)
        aws = connect(second, ACCOUNT, into, endpoint_url=endpoint)
        module.collect(aws, into)
        aws.close()
        return into

    return run


def test_iam_is_read_from_the_second_emulator(observe, rows):
    into = observe(iam)

    assert [each.error for each in into.readings.values()] == [None] * 4
    users = {row["user"]: row for row in rows(into, iam.USERS)}
    assert set(users) == {"<root_account>", "ann", "bob"}
    assert users["<root_account>"]["is_root"]
    assert users["ann"]["password_enabled"] is True
    assert users["bob"]["access_key_1_active"] is True
    assert users["bob"]["password_last_used_state"] == "no_password"
    assert into.readings["aws_iam_users"].reconciliation.unexplained_items == 0
    assert into.emulated


def test_s3_is_read_from_the_second_emulator(observe, rows):
    into = observe(s3)

    # It lacks the account's own block, and that must be an error, never "no block".
    errors = {name: each.error and each.error.cause for name, each in into.readings.items()}
    assert errors == {
        "aws_s3_buckets": None,
        "aws_s3_bucket_policy_statements": None,
        "aws_s3_account_public_access_blocks": Cause.UNIMPLEMENTED,
    }
    (row,) = rows(into, s3.BUCKETS)
    assert (row["sse_algorithm"], row["object_ownership"]) == ("AES256", "BucketOwnerEnforced")
    assert (row["versioning"], row["policy_exists"]) == ("Enabled", False)
    assert (row["region"], row["read_errors"]) == ("us-east-1", [])
