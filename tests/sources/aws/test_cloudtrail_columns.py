"""What an event says stands in its columns: who, what, which, when and from where, in every version."""

import json
from datetime import UTC, datetime

import pytest

from include.sources.aws._cloudtrail_intake import Intake
from include.sources.aws._cloudtrail_objects import Delivered, Listed
from include.sources.aws._seen import Seen
from tests.sources.aws.delivered import NOW, WINDOW, event, key, packed

SESSION = {
    "type": "AssumedRole",
    "arn": "arn:aws:sts::1:assumed-role/ops/ann",
    "principalId": "AROA:ann",
    "accountId": "1",
    "accessKeyId": "ASIA1",
    "sessionContext": {
        "sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::1:role/ops", "userName": "ops"},
        "attributes": {"mfaAuthenticated": "true", "creationDate": "2026-11-20T09:00:00Z"},
    },
}


def rows_of(*events):
    written = []
    intake = Intake(WINDOW, written.append, Seen())
    where = key("20261120T1005Z")
    listed = Listed("trail", where, "etag", 1, NOW, "eu-west-1", NOW)
    intake.add(Delivered(listed, None, packed(*events)))
    (row,) = intake.finish()
    assert row.reason is None
    return [each for table in written for each in table.to_pylist()]


def test_who_did_what_to_which_resource_when_and_from_where():
    (row,) = rows_of(
        event(
            1,
            userIdentity=SESSION,
            eventCategory="Data",
            eventType="AwsApiCall",
            managementEvent=False,
            readOnly=True,
            awsRegion="eu-west-1",
            recipientAccountId="1",
            sourceIPAddress="192.0.2.1",
            userAgent="cli",
            errorCode="AccessDenied",
            errorMessage="no",
            requestID="r",
            sharedEventID="s",
            resources=[{"ARN": "arn:aws:s3:::b/k", "type": "AWS::S3::Object"}, {"accountId": "1"}],
        )
    )

    assert row == {
        "event_time": datetime(2026, 11, 20, 10, tzinfo=UTC),
        "event_id": "00000000-0000-4000-8000-000000000001",
        "event_version": "1.11",
        "event_source": "s3.amazonaws.com",
        "event_name": "GetObject",
        "event_type": "AwsApiCall",
        "event_category": "Data",
        "read_only": True,
        "management_event": False,
        "principal_type": "AssumedRole",
        "principal_arn": "arn:aws:sts::1:assumed-role/ops/ann",
        "principal_id": "AROA:ann",
        "principal_account_id": "1",
        "principal_name": None,
        "session_issuer_type": "Role",
        "session_issuer_arn": "arn:aws:iam::1:role/ops",
        "session_issuer_name": "ops",
        "session_mfa_authenticated": True,
        "session_creation_date": "2026-11-20T09:00:00Z",
        "access_key_id": "ASIA1",
        "invoked_by": None,
        "source_ip_address": "192.0.2.1",
        "user_agent": "cli",
        "aws_region": "eu-west-1",
        "recipient_account_id": "1",
        "error_code": "AccessDenied",
        "error_message": "no",
        "resources": [
            {"arn": "arn:aws:s3:::b/k", "type": "AWS::S3::Object", "account_id": None},
            {"arn": None, "type": None, "account_id": "1"},
        ],
        "request_parameters": None,
        "response_elements": None,
        "additional_event_data": None,
        "request_id": "r",
        "shared_event_id": "s",
        "object_key": f"trail/{key('20261120T1005Z')}",
        "object_sha256": row["object_sha256"],
    }


@pytest.mark.parametrize(
    ("identity", "type_", "name"),
    [
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, "Root", None),
        ({"type": "IAMUser", "userName": "ann"}, "IAMUser", "ann"),
        ({"type": "FederatedUser", "sessionContext": {}}, "FederatedUser", None),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u"}}, "IdentityCenterUser", None),
        ({"type": "SomethingNew", "newerField": {"deep": [1]}}, "SomethingNew", None),
        ({"invokedBy": "kms.amazonaws.com"}, None, None),
        ({}, None, None),
        (None, None, None),
    ],
)
def test_every_kind_of_caller_is_kept(identity, type_, name):
    (row,) = rows_of(event(1, userIdentity=identity))

    assert (row["principal_type"], row["principal_name"]) == (type_, name)


@pytest.mark.parametrize(
    ("stated", "kept"), [("true", True), ("false", False), (True, True), ("", None), (None, None)]
)
def test_whether_a_session_began_with_mfa_is_unknown_unless_it_says_so(stated, kept):
    context = {"attributes": {"mfaAuthenticated": stated}}

    (row,) = rows_of(event(1, userIdentity={"type": "IAMUser", "sessionContext": context}))

    assert row["session_mfa_authenticated"] is kept


def test_an_event_of_the_first_version_is_named_by_its_content():
    old = event(1, eventVersion="1.0")
    del old["eventID"], old["eventType"]

    (row, other) = rows_of(old, old | {"eventName": "PutObject"}, old)

    assert row["event_id"].startswith("sha256:")
    assert other["event_id"] != row["event_id"]


def test_fields_of_newer_versions_change_nothing():
    (row,) = rows_of(event(1, eventVersion="1.12", tlsDetails={"a": 1}, brandNew=[{"b": None}]))

    assert (row["event_version"], row["event_name"]) == ("1.12", "GetObject")


def test_secrets_of_a_request_are_not_kept():
    (row,) = rows_of(
        event(
            1,
            eventName="CreateAccessKey",
            requestParameters={"userName": "ann"},
            responseElements={"accessKey": {"secretAccessKey": "hidden", "accessKeyId": "AKIA1"}},
        )
    )

    assert row["request_parameters"] == '{"userName":"ann"}'
    assert "hidden" not in row["response_elements"]
    assert "AKIA1" in row["response_elements"]


def test_of_the_use_of_a_role_everything_is_kept_but_the_credentials():
    given = {"credentials": {"accessKeyId": "ASIA2", "sessionToken": "hidden", "newer": "hidden"}}

    (row,) = rows_of(
        event(
            1,
            eventName="AssumeRole",
            requestParameters={"roleArn": "r", "roleSessionName": "ann", "tokenCode": "hidden"},
            responseElements=given,
        )
    )

    assert json.loads(row["request_parameters"]) == {"roleArn": "r", "roleSessionName": "ann"}
    assert json.loads(row["response_elements"]) == {"credentials": {"accessKeyId": "ASIA2"}}


def test_a_use_of_a_role_that_is_written_otherwise_is_kept_without_secrets():
    (row,) = rows_of(
        event(
            1,
            eventName="AssumeRole",
            requestParameters={"roleArn": ["r"]},
            responseElements={"credentials": {"sessionToken": "hidden"}},
        )
    )

    assert row["request_parameters"] == '{"roleArn":["r"]}'
    assert "hidden" not in row["response_elements"]


def test_requests_that_nobody_asks_for_are_not_kept():
    (row,) = rows_of(event(1, requestParameters={"bucketName": "b"}))

    assert row["request_parameters"] is None
