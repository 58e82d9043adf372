"""Configuration items and the keys of files, in the shapes in which AWS Config delivers them.

Everybody is made up. What is odd is AWS's: lists of grants are JSON in a text in a text, blocks JSON in a
text, documents of IAM URL-encoded, days in keys without leading zeros.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

ACCOUNT, REGION = "123456789012", "us-east-1"
Item = dict[str, Any]
_STAMP = "%Y%m%dT%H%M%SZ"
_FLAGS = ("blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets")


def item(
    resource_type: str,
    resource_id: str,
    captured_at: datetime,
    configuration: Any,
    *,
    status: str = "OK",
    name: str | None = None,
    supplementary: Mapping[str, Any] | None = None,
    **members: Any,
) -> Item:
    """Make an item; of a resource that is gone it holds nothing. ``members`` are further ones by name."""
    gone = status.startswith("ResourceDeleted")
    return {
        "relatedEvents": [],
        "relationships": [],
        "configuration": None if gone else configuration,
        "supplementaryConfiguration": {} if gone else dict(supplementary or {}),
        "tags": {},
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": f"{captured_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "configurationStateId": int(captured_at.timestamp() * 1000),
        "awsAccountId": ACCOUNT,
        "configurationItemStatus": status,
        "resourceType": resource_type,
        "resourceId": resource_id,
        "resourceName": name,
        "ARN": None,
        "awsRegion": REGION,
        "availabilityZone": "Regional",
        "configurationStateMd5Hash": "",
    } | members


def block(*, on: bool = True, but: Iterable[str] = ()) -> dict[str, bool]:
    """Make a block of public access, all of whose settings are ``on`` ``but`` some."""
    return {flag: on != (flag in but) for flag in _FLAGS}


def bucket(
    name: str,
    at: datetime,
    *,
    status: str = "OK",
    encryption: tuple[str, str | None] = ("AES256", None),
    blocked: Mapping[str, bool] | None = None,
    policy: Mapping[str, Any] | None = None,
    public: Iterable[str] = (),
    versioning: str = "Enabled",
    data_class: str | None = None,
) -> Item:
    """Make a bucket's item; ``public`` are permissions of everybody, such as ``Read``.

    ``encryption`` is an algorithm and a key of KMS.
    """
    default = dict(zip(("sseAlgorithm", "kmsMasterKeyID"), encryption, strict=True))
    grants = [{"grantee": {"id": "owner", "displayName": None}, "permission": "FullControl"}]
    grants += [{"grantee": "AllUsers", "permission": each} for each in public]
    acl = {"grantSet": None, "grantList": grants, "owner": {"displayName": None, "id": "owner"}}
    said = {
        "AccessControlList": json.dumps(json.dumps(acl)),
        "BucketLoggingConfiguration": {"destinationBucketName": None, "logFilePrefix": None},
        "BucketPolicy": {"policyText": json.dumps(policy) if policy else None},
        "BucketVersioningConfiguration": {"status": versioning, "isMfaDeleteEnabled": None},
        "IsRequesterPaysEnabled": False,
        "ServerSideEncryptionConfiguration": {
            "rules": [{"applyServerSideEncryptionByDefault": default, "bucketKeyEnabled": False}]
        },
    }
    if blocked is not None:
        said["PublicAccessBlockConfiguration"] = json.dumps(blocked)
    return item(
        *("AWS::S3::Bucket", name, at, {"name": name, "owner": {"id": "owner"}}),
        status=status,
        name=name,
        ARN=f"arn:aws:s3:::{name}",
        supplementary=said,
        tags={"data-class": data_class} if data_class else {},
    )


def account_block(at: datetime, blocked: Mapping[str, bool], status: str = "OK") -> Item:
    """Make the item of the account's block of public access."""
    return item(
        "AWS::S3::AccountPublicAccessBlock", ACCOUNT, at, json.dumps(blocked), status=status
    )


def principal(
    kind: str,
    name: str,
    at: datetime,
    *,
    status: str = "OK",
    groups: Iterable[str] = (),
    attached: Iterable[str] = (),
    inline: Mapping[str, Mapping[str, Any]] | None = None,
) -> Item:
    """Make the item of a ``User``, ``Group`` or ``Role``; ``attached`` are policies by name, AWS's by ARN."""
    small, arn = kind.lower(), f"arn:aws:iam::{ACCOUNT}:{kind.lower()}/{name}"
    arns = [each if ":" in each else f"arn:aws:iam::{ACCOUNT}:policy/{each}" for each in attached]
    said: dict[str, Any] = {
        "path": "/",
        f"{small}Name": name,
        f"{small}Id": f"ID-{name}",
        "arn": arn,
        "createDate": "2025-02-03T04:05:06.000Z",
        f"{small}PolicyList": [
            {"policyName": each, "policyDocument": quote(json.dumps(document))}
            for each, document in (inline or {}).items()
        ]
        or None,
        "attachedManagedPolicies": [
            {"policyName": each.rpartition("/")[2], "policyArn": each} for each in arns
        ],
    }
    if kind == "User":
        said |= {"groupList": list(groups), "permissionsBoundary": None, "tags": []}
    if kind == "Role":
        trust = {"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **trust}]}
        said |= {"assumeRolePolicyDocument": quote(json.dumps(document)), "roleLastUsed": {}}
        said |= {"instanceProfileList": [], "permissionsBoundary": None}
    return item(
        *(f"AWS::IAM::{kind}", f"ID-{name}", at, said),
        status=status,
        name=name,
        ARN=arn,
        awsRegion="global",
    )


def policy(
    name: str, at: datetime, *versions: Mapping[str, Any], status: str = "OK", in_force: str = "v1"
) -> Item:
    """Make the item of a managed policy with the documents of its versions, first ``v1``."""
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
    said = {
        "policyName": name,
        "policyId": f"ID-{name}",
        "arn": arn,
        "defaultVersionId": in_force,
        "policyVersionList": [
            {
                "document": quote(json.dumps(document)),
                "versionId": f"v{number}",
                "isDefaultVersion": f"v{number}" == in_force,
                "createDate": "2025-02-03T04:05:06.000Z",
            }
            for number, document in enumerate(versions, 1)
        ],
    }
    return item(
        *("AWS::IAM::Policy", f"ID-{name}", at, said),
        status=status,
        name=name,
        ARN=arn,
        awsRegion="global",
    )


def outcome(
    resource_type: str,
    resource_id: str,
    at: datetime,
    rules: Mapping[str, bool],
    status: str = "OK",
) -> Item:
    """Make the item that says what AWS Config's rules said of a resource: whether it complies with each."""
    words = {True: "COMPLIANT", False: "NON_COMPLIANT"}
    said = {
        "targetResourceId": resource_id,
        "targetResourceType": resource_type,
        "complianceType": words[all(rules.values())],
        "configRuleList": [
            {
                "configRuleName": name,
                "configRuleArn": f"arn:aws:config:{REGION}:{ACCOUNT}:config-rule/{name}",
                "configRuleId": f"config-rule-{name[:6]}",
                "complianceType": words[complies],
            }
            for name, complies in rules.items()
        ],
    }
    return item(
        "AWS::Config::ResourceCompliance", f"{resource_type}/{resource_id}", at, said, status=status
    )


def statement(**members: Any) -> dict[str, Any]:
    """Make a policy of one statement."""
    return {"Version": "2012-10-17", "Statement": [members]}


def packed(items: Iterable[Item], **other: Any) -> bytes:
    """Make a file of items."""
    document = {"fileVersion": "1.0", **other, "configurationItems": list(items)}
    return gzip.compress(json.dumps(document).encode(), mtime=0)


def folder(at: datetime, home: str = "AWSLogs/", region: str = REGION) -> str:
    """Return the folder of a day."""
    return f"{home}{ACCOUNT}/Config/{region}/{at.year}/{at.month}/{at.day}/"


def snapshot_key(at: datetime, home: str = "AWSLogs/", region: str = REGION) -> str:
    """Return the key of the snapshot that was taken then."""
    name = f"{ACCOUNT}_Config_{region}_ConfigSnapshot_{at:{_STAMP}}_5d173149-e6d0-41e4-af7f-031ff736f8c8"
    return f"{folder(at, home, region)}ConfigSnapshot/{name}.json.gz"


def history_key(
    resource_type: str, first: datetime, last: datetime, delivered_at: datetime, number: int = 1
) -> str:
    """Return the key of the file of one type's changes from the ``first`` to the ``last``."""
    name = f"{ACCOUNT}_Config_{REGION}_ConfigHistory_{resource_type}"
    span = f"{first:{_STAMP}}_{last:{_STAMP}}_{number}"
    return f"{folder(delivered_at)}ConfigHistory/{name}_{span}.json.gz"
