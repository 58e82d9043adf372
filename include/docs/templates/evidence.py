"""The account of the evidence: a bucket that nobody can empty, and who may add to it."""

import json
from pathlib import Path

from include.docs.templates.parts import (
    Json,
    arn_of,
    document,
    in_the_clear,
    kept,
    of_bucket,
    private,
    refuse,
    role,
)
from include.docs.templates.sealing import SEALING_KEY, administrator, sealing
from include.docs.templates.trail import trail

WRITER = Path(__file__).parents[3] / "deploy" / "aws" / "evidence-writer-policy.json"
_STAGING = {"Fn::Sub": "${Locker.Arn}/*/staging/*"}
# Anything shorter would end before a year of evidence has been looked at (include/locker/README.md).
_LEAST_DAYS = 400


def evidence(parameters: Json) -> Json:
    """Describe the account of the evidence: a bucket that nobody can empty, and who may add to it."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "SOC 2 evidence: the locker's bucket and key, who writes it, and a trail.",
        "Parameters": parameters
        | {
            "LockerBucket": {
                "Type": "String",
                "AllowedPattern": "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
                "Description": "Name of the bucket that the evidence is kept in.",
            },
            "TrailBucket": {
                "Type": "String",
                "Default": "",
                "Description": "Name of a bucket for a new trail; empty where a trail exists.",
            },
        },
        "Conditions": {"MakesTrail": {"Fn::Not": [{"Fn::Equals": [{"Ref": "TrailBucket"}, ""]}]}},
        "Resources": {
            "Key": kept("AWS::KMS::Key", _key()),
            **sealing(),
            "Locker": kept("AWS::S3::Bucket", _locker()),
            "LockerPolicy": of_bucket("Locker", _locker_statements()),
            **role("soc2-evidence-writer", "Writer", _writer()),
            **trail(),
        },
        "Outputs": {
            "WriterArn": arn_of("Writer", "The role of the connection that writes the locker."),
            "SealingKeyArn": {
                "Description": "The `kms_key_id` of the connection `sealing_key`.",
                "Value": SEALING_KEY,
            },
            "Locker": {
                "Description": "The path of the connection `locker`.",
                "Value": {"Fn::Sub": "s3://${Locker}/evidence"},
            },
        },
    }


def _key() -> Json:
    return {
        "Description": "Encrypts the locker of SOC 2 evidence.",
        "EnableKeyRotation": True,
        "PendingWindowInDays": 30,
        "KeyPolicy": document(
            {
                "Sid": "AdministeredHere",
                "Effect": "Allow",
                "Principal": administrator(),
                "Action": "kms:*",
                "Resource": "*",
            }
        ),
    }


def _locker() -> Json:
    encryption = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}
    return {
        "BucketName": {"Ref": "LockerBucket"},
        # Each object gets its own retention: by a default, what is only staged would stay for years.
        "ObjectLockEnabled": True,
        **private(),
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": True}
            ]
        },
    }


def _locker_statements() -> list[Json]:
    """Refuse to everybody, administrators included, what would take evidence away or let it in unlocked."""
    short = {"NumericLessThan": {"s3:object-lock-remaining-retention-days": _LEAST_DAYS}}
    unlocked = {"Null": {"s3:object-lock-mode": "true"}}
    return [
        in_the_clear("Locker"),
        refuse("Locker", "WithoutALock", "s3:PutObject", NotResource=_STAGING, Condition=unlocked),
        refuse("Locker", "ForTooShort", "s3:PutObjectRetention", Condition=short),
        refuse("Locker", "PastTheLock", "s3:BypassGovernanceRetention"),
        refuse("Locker", "TakeAway", "s3:DeleteObjectVersion", NotResource=_STAGING),
        refuse("Locker", "Weaken", "s3:PutBucketVersioning", "s3:PutBucketObjectLockConfiguration"),
    ]


def _writer() -> Json:
    """Return the policy of whoever writes evidence, as it is shipped, for this bucket and with its key."""
    shipped = json.loads(WRITER.read_text(encoding="utf-8"))
    for statement in shipped["Statement"]:
        place = statement["Resource"].removeprefix("arn:aws:s3:::BUCKET").replace("PREFIX", "*")
        is_key = place == "SEALING_KEY_ARN"
        statement["Resource"] = SEALING_KEY if is_key else {"Fn::Sub": f"${{Locker.Arn}}{place}"}
    keys = {
        "Sid": "EncryptEvidence",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": {"Fn::GetAtt": ["Key", "Arn"]},
    }
    return document(*shipped["Statement"], keys)
