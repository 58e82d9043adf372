"""Each source once, end to end, on the emulator; and another account by its role."""

import json
from datetime import date

import pytest

from include.model.account import AwsAccount
from include.model.scope import Scope, ScopeKind
from include.sources.aws import assume, connect, iam, s3


@pytest.fixture(autouse=True)
def _endpoint(monkeypatch, moto):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)


@pytest.fixture
def observe(session, account, collection):
    """Return what one source says about the account."""

    def run(module):
        into = collection(module.SOURCE)
        aws = connect(session, account, into)
        module.collect(aws, into)
        aws.close()
        return into

    return run


def calls(into, dataset):
    return [answer.operation for answer in into.readings[dataset.name].answers]


def test_iam_is_read_end_to_end(session, observe, rows):
    client = session.client("iam")
    for user in ("ann", "bob"):
        client.create_user(UserName=user)
    client.create_login_profile(UserName="ann", Password="Tr0ub4dor&3")
    serial = client.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]
    client.enable_mfa_device(
        UserName="ann",
        SerialNumber=serial["SerialNumber"],
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )
    client.update_account_password_policy(MinimumPasswordLength=14)

    into = observe(iam)

    assert [each.error for each in into.readings.values()] == [None] * 4
    users = {row["user"]: row for row in rows(into, iam.USERS)}
    assert (users["ann"]["password_enabled"], users["ann"]["mfa_active"]) == (True, True)
    assert (users["bob"]["password_enabled"], users["bob"]["mfa_active"]) == (False, False)
    (device,) = rows(into, iam.MFA_DEVICES)
    assert (device["user"], device["kind"]) == ("ann", "virtual")
    (policy,) = rows(into, iam.PASSWORD_POLICIES)
    assert policy["minimum_password_length"] == 14
    assert into.readings["aws_iam_users"].reconciliation.independent_count == 3
    assert into.emulated


def test_a_new_devices_seed_is_never_recorded(session, observe):
    client = session.client("iam")
    made = client.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]
    client.create_user(UserName="ann")
    client.enable_mfa_device(
        UserName="ann",
        SerialNumber=made["SerialNumber"],
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )

    into = observe(iam)

    kept = json.dumps([answer.body for answer in into.readings["aws_iam_mfa_devices"].answers])
    assert made["SerialNumber"] in kept
    assert made["Base32StringSeed"].decode() not in kept


def test_s3_is_read_end_to_end(session, observe, rows):
    client = session.client("s3")
    client.create_bucket(Bucket="ledger", ObjectLockEnabledForBucket=True)
    client.create_bucket(
        Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::uploads/*",
    }
    client.put_bucket_policy(Bucket="uploads", Policy=json.dumps({"Statement": [statement]}))
    client.put_bucket_acl(Bucket="uploads", ACL="public-read")
    client.put_bucket_tagging(
        Bucket="ledger", Tagging={"TagSet": [{"Key": "data-class", "Value": "restricted"}]}
    )

    into = observe(s3)

    assert [each.error for each in into.readings.values()] == [None] * 3
    ledger, uploads = rows(into, s3.BUCKETS)
    assert (ledger["object_lock_enabled"], ledger["data_class"]) == (True, "restricted")
    assert (uploads["region"], uploads["policy_is_public"]) == ("eu-west-1", True)
    assert uploads["acl_public_grants"] == ["AllUsers:READ"]
    assert ledger["read_errors"] == uploads["read_errors"] == []
    (row,) = rows(into, s3.STATEMENTS)
    assert (row["bucket"], row["principals"], row["actions"]) == (
        "uploads",
        ["*"],
        ["s3:getobject"],
    )
    (block,) = rows(into, s3.ACCOUNT_BLOCKS)
    assert block["block_exists"] is False


def test_the_accounts_block_is_read_where_aws_is_emulated(
    session, observe, rows, account, collection
):
    into = collection(s3.SOURCE)
    aws = connect(session, account, into)
    flags = dict.fromkeys(
        ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True
    )
    aws.client("s3control").put_public_access_block(
        AccountId=account.id, PublicAccessBlockConfiguration=flags
    )

    (block,) = rows(observe(s3), s3.ACCOUNT_BLOCKS)

    assert (block["block_exists"], block["block_public_acls"]) == (True, True)


def test_another_account_is_read_by_its_role(session, collection):
    sandbox = AwsAccount(
        id="210987654321",
        name="sandbox",
        environment="test",
        role_arn="arn:aws:iam::210987654321:role/soc2-collector",
        external_id="soc2-demo",
    )
    scope = Scope(
        kind=ScopeKind.AWS_ACCOUNT, id=sandbox.id, name="sandbox", starts_on=date(2026, 1, 1)
    )
    into = collection(s3.SOURCE)

    connect(assume(session, sandbox), scope, into)

    assert into.caller == "arn:aws:sts::210987654321:assumed-role/soc2-collector/soc2-evidence"


def test_an_account_without_a_role_is_read_by_the_hubs_own_credentials(session):
    hub = AwsAccount(id="123456789012", name="hub", environment="production")

    assert assume(session, hub) is session


def test_buckets_are_listed_twice_and_asked_at_most_twelve_times_each(session, observe):
    client = session.client("s3")
    for number in range(25):
        client.create_bucket(Bucket=f"bucket-{number}")

    into = observe(s3)

    made = calls(into, s3.BUCKETS)
    assert into.readings["aws_s3_buckets"].expected_items == 25
    assert made.count("ListBuckets") == 2
    assert len(made) <= 3 + 12 * 25
