"""Who we are for AWS, where it is asked, and what its names mean."""

import boto3
import pytest

from include.model.account import AwsAccount
from include.model.errors import Cause, SourceUnreachable
from include.model.scope import ScopeFile
from include.sources.aws import assume, by_hand, connect, s3
from include.sources.aws._endpoints import host_of, is_aws_host
from include.sources.aws._failures import action_of
from include.sources.aws._wire import BotoAws
from tests.sources.aws.served import answers, error, query_error, service, wire

__all__ = ["service", "wire"]


@pytest.fixture
def _no_credentials(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


@pytest.mark.usefixtures("_no_credentials")
def test_no_credentials_is_said_before_anything_is_asked(account, collection, service):
    with pytest.raises(SourceUnreachable, match="renew the credentials") as caught:
        connect(boto3.Session(), account, collection(s3.SOURCE), endpoint_url=service.url)

    assert (caught.value.cause, service.requests) == (Cause.CREDENTIALS, [])


def test_s3control_is_asked_at_the_endpoint_itself_and_names_the_account(wire, service):
    aws, into = wire
    service.says(404, error("NoSuchPublicAccessBlockConfiguration"))

    aws.call(
        "s3control",
        "GetPublicAccessBlock",
        absent=("NoSuchPublicAccessBlockConfiguration",),
        AccountId="123456789012",
    )

    assert service.requests[0][0] == service.url.removeprefix("http://")
    assert into.emulated


IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{0}:user/a</Arn>"
    "<Account>{0}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def test_connecting_says_who_asks_where_and_that_it_is_emulated(
    session, account, collection, service
):
    into = collection(s3.SOURCE)
    service.says(200, IDENTITY.format("123456789012"), "text/xml")

    connect(session, account, into, endpoint_url=service.url)

    assert into.caller == "arn:aws:iam::123456789012:user/a"
    assert (into.endpoint_host, into.emulated) == (host_of(service.url), True)
    assert answers(into)[0].operation == "GetCallerIdentity"


def test_credentials_of_another_account_are_refused(session, account, collection, service):
    service.says(200, IDENTITY.format("210987654321"), "text/xml")

    with pytest.raises(
        SourceUnreachable, match=r"of account 210987654321, scope\.yaml says 123456789012"
    ):
        connect(session, account, collection(s3.SOURCE), endpoint_url=service.url)


def test_what_the_connection_says_about_emulation_wins(session, account, collection, service):
    into = collection(s3.SOURCE)
    service.says(200, IDENTITY.format("123456789012"), "text/xml")

    connect(session, account, into, emulated=False, endpoint_url=service.url)

    assert into.emulated is False


@pytest.mark.parametrize(
    ("url", "is_aws"),
    [
        ("https://iam.amazonaws.com", True),
        ("https://s3.cn-north-1.amazonaws.com.cn", True),
        ("https://s3.dualstack.us-east-1.amazonaws.com", True),
        ("https://sts.us-east-1.api.aws", True),
        ("http://localhost:4566", False),
        ("https://amazonaws.com.example.org", False),
        ("https://notamazonaws.com", False),
    ],
)
def test_aws_is_told_from_what_stands_in_for_it_by_its_host(url, is_aws):
    assert is_aws_host(host_of(url)) is is_aws


@pytest.mark.parametrize(
    ("service_name", "operation", "action"),
    [
        ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
        ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
        ("s3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
        ("s3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
        ("s3", "GetBucketVersioning", "s3:GetBucketVersioning"),
        ("iam", "ListMFADevices", "iam:ListMFADevices"),
    ],
)
def test_an_operation_names_the_permission_it_needs(service_name, operation, action):
    assert action_of(service_name, operation) == action


def test_a_role_that_may_not_be_assumed_is_what_is_named(session, account, collection, service):
    role = AwsAccount(
        id=account.id,
        name="production",
        environment="production",
        role_arn="arn:aws:iam::123456789012:role/soc2-collector",
        external_id="not-to-be-shown",
    )
    service.says(403, query_error("AccessDenied"), "text/xml")

    with pytest.raises(SourceUnreachable, match="sts:AssumeRole was denied") as caught:
        connect(
            assume(session, role, endpoint_url=service.url),
            account,
            collection(s3.SOURCE),
            endpoint_url=service.url,
        )

    assert caught.value.action == "sts:AssumeRole"
    assert "not-to-be-shown" not in str(caught.value)


COMPANY = ScopeFile.model_validate(
    {
        "company": "Example",
        "starts_on": "2026-01-01",
        "aws_accounts": [{"id": "123456789012", "name": "p", "environment": "production"}],
    }
)


def test_a_profile_that_does_not_exist_is_one_clear_line(monkeypatch, tmp_path, account):
    monkeypatch.setenv("AWS_PROFILE", "nope")

    with pytest.raises(SourceUnreachable, match=r"profile \(nope\) could not be found; mend"):
        by_hand(account, COMPANY, tmp_path)


def test_the_shell_connects_with_its_own_chain_and_endpoint(
    monkeypatch, account, collection, service
):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
    service.says(200, IDENTITY.format("123456789012"), "text/xml")
    into = collection(s3.SOURCE)

    by_hand(account, COMPANY, None)(account, into)

    assert into.endpoint_host == host_of(service.url)


def test_a_region_that_is_none_is_one_clear_line(account, collection, service):
    nowhere = boto3.Session("testing", "testing", region_name="mars north")

    with pytest.raises(SourceUnreachable, match="InvalidRegionError"):
        connect(nowhere, account, collection(s3.SOURCE), endpoint_url=service.url)


def test_aws_itself_is_not_emulated(monkeypatch, session, account, collection):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    into = collection(s3.SOURCE)
    aws = BotoAws(session, account, into)

    host = aws.host()

    assert (host, into.emulated) == ("sts.us-east-1.amazonaws.com", False)
    aws.close()
