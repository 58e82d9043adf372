"""Events in CloudTrail's shape; the id of each follows from a name, so that a file of truth can state it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.demo.emulated_cloudtrail.trail import stamp

Event = dict[str, Any]
_CONSOLE = "https://console.aws.amazon.com/console/home"


def event_id(name: str) -> str:
    """Return the id of the event of a name."""
    return str(uuid5(NAMESPACE_URL, f"https://quillhaven.example/{name}"))


def user(account: str, name: str, path: str = "/people/") -> dict[str, Any]:
    """An IAM user who calls by an access key."""
    return {
        "type": "IAMUser",
        "principalId": f"AIDA{abs(hash_of(name)):017d}"[:21],
        "arn": f"arn:aws:iam::{account}:user{path}{name}",
        "accountId": account,
        "accessKeyId": f"AKIA{abs(hash_of(name)):016d}"[:20],
        "userName": name,
    }


def session(account: str, role: str, name: str, *, mfa: bool = False) -> dict[str, Any]:
    """A session of a role."""
    role_id = f"AROA{abs(hash_of(role)):017d}"[:21]
    return {
        "type": "AssumedRole",
        "principalId": f"{role_id}:{name}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{name}",
        "accountId": account,
        "accessKeyId": f"ASIA{abs(hash_of(role + name)):016d}"[:20],
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role_id,
                "arn": f"arn:aws:iam::{account}:role/{role}",
                "accountId": account,
                "userName": role,
            },
            "attributes": {"mfaAuthenticated": str(mfa).lower()},
        },
    }


def root(account: str) -> dict[str, Any]:
    """The account's root."""
    return {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
    }


def service(name: str) -> dict[str, Any]:
    """A service of AWS that calls on its own."""
    return {"type": "AWSService", "invokedBy": f"{name}.amazonaws.com"}


def hash_of(name: str) -> int:
    """A number that follows from a name in every process."""
    return uuid5(NAMESPACE_URL, name).int


def called(  # noqa: PLR0917
    name: str,
    at: datetime,
    region: str,
    account: str,
    who: Mapping[str, Any],
    what: str,
    *,
    read_only: bool,
    request: Mapping[str, Any] | None = None,
    resources: tuple[tuple[str, str], ...] = (),
) -> Event:
    """A call of an API; ``what`` is ``service:Operation``."""
    source, operation = what.split(":")
    address = who.get("invokedBy", "198.51.100.17")
    event: Event = {
        "eventVersion": "1.11",
        "userIdentity": dict(who),
        "eventTime": stamp(at),
        "eventSource": f"{source}.amazonaws.com",
        "eventName": operation,
        "awsRegion": region,
        "sourceIPAddress": address,
        "userAgent": who.get("invokedBy", "aws-cli/2.31.0"),
        "requestParameters": dict(request) if request else None,
        "responseElements": None,
        "requestID": event_id(f"{name}/request"),
        "eventID": event_id(name),
        "readOnly": read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
    }
    if resources:
        event["resources"] = [
            {"accountId": account, "type": kind, "ARN": arn} for kind, arn in resources
        ]
    return event


def signed_in(
    name: str, at: datetime, region: str, account: str, who: Mapping[str, Any], *, mfa: bool
) -> Event:
    """A successful sign-in to the console."""
    event = called(name, at, region, account, who, "signin:ConsoleLogin", read_only=False)
    identity = {key: value for key, value in who.items() if key != "accessKeyId"}
    return event | {
        "userIdentity": identity,
        "eventType": "AwsConsoleSignIn",
        "userAgent": "Mozilla/5.0",
        "responseElements": {"ConsoleLogin": "Success"},
        "additionalEventData": {
            "LoginTo": _CONSOLE,
            "MobileVersion": "No",
            "MFAUsed": "Yes" if mfa else "No",
        },
    }


def happened(name: str, at: datetime, region: str, account: str, what: str) -> Event:
    """What a service did without being called, such as the rotation of a key."""
    event = called(name, at, region, account, service("kms"), what, read_only=False)
    for absent in ("requestParameters", "responseElements", "requestID"):
        del event[absent]
    identity = {"accountId": account, "invokedBy": "AWS Internal"}
    return event | {
        "userIdentity": identity,
        "eventType": "AwsServiceEvent",
        "serviceEventDetails": {"keyId": event_id(f"{account}/key")},
        "sourceIPAddress": "AWS Internal",
        "userAgent": "AWS Internal",
    }
