"""Writes a day of CloudTrail as one busy account has it: objects of any number, events of any number in each.

python -m tests.bench.deliveries FOLDER OBJECTS EVENTS_IN_EACH
"""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ACCOUNT, REGION = "123456789012", "eu-central-1"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
# What is called, how often of a hundred times, and whether it is data and only reads.
_CALLS = {
    ("s3.amazonaws.com", "GetObject"): (40, True, True),
    ("sts.amazonaws.com", "AssumeRole"): (20, False, True),
    ("kms.amazonaws.com", "Decrypt"): (15, False, True),
    ("ec2.amazonaws.com", "DescribeInstances"): (10, False, True),
    ("dynamodb.amazonaws.com", "GetItem"): (8, True, True),
    ("logs.amazonaws.com", "CreateLogStream"): (5, False, False),
    ("ssm.amazonaws.com", "GetParameter"): (2, False, True),
    ("iam.amazonaws.com", "CreateUser"): (0.02, False, False),
}
_ROLES, _SESSIONS, _REFUSED = 200, 12, 0.02


def write(folder: Path, objects: int, events: int) -> None:
    """Write the objects under the keys that CloudTrail gives them, spread over the day."""
    chance = random.Random(objects)
    home = folder / "AWSLogs" / ACCOUNT / "CloudTrail" / REGION / f"{DAY:%Y/%m/%d}"
    home.mkdir(parents=True)
    for number in range(objects):
        at = DAY + timedelta(days=1) * number / objects
        records = [_event(chance, at + timedelta(seconds=n % 60)) for n in range(events)]
        body = json.dumps({"Records": records}, separators=(",", ":")).encode()
        name = f"{ACCOUNT}_CloudTrail_{REGION}_{at:%Y%m%dT%H%MZ}_{number:016d}.json.gz"
        (home / name).write_bytes(gzip.compress(body, 6))


def contents(folder: Path) -> Iterator[bytes]:
    """Yield the objects' bytes, in the order of their keys."""
    for path in sorted(folder.rglob("*.json.gz")):
        yield path.read_bytes()


def _event(chance: random.Random, at: datetime) -> dict[str, Any]:
    weights = [weight for weight, *_ in _CALLS.values()]
    ((source, name), (_, is_data, is_read)) = chance.choices(list(_CALLS.items()), weights)[0]
    role, session = chance.randrange(_ROLES), chance.randrange(_SESSIONS)
    resource = f"arn:aws:s3:::bucket-{role}/data/{chance.getrandbits(64):016x}.parquet"
    made = {
        "eventVersion": "1.11",
        "userIdentity": _identity(role, session),
        "eventTime": f"{at:%FT%TZ}",
        "eventSource": source,
        "eventName": name,
        "awsRegion": REGION,
        "sourceIPAddress": f"10.{role % 8}.{session}.{role}",
        "userAgent": f"[aws-sdk-java/2.{role % 30}.1 Linux/5.10.230 OpenJDK_64-Bit_Server_VM/17.0.13+11-LTS "
        f"Java/17.0.13 vendor/Amazon.com_Inc. exec-env/AWS_ECS_FARGATE io/sync http/Apache]",
        "requestParameters": {"bucketName": f"bucket-{role}", "key": resource[-26:]},
        "responseElements": None,
        "requestID": f"{chance.getrandbits(64):016X}",
        "eventID": str(UUID(int=chance.getrandbits(128))),
        "readOnly": is_read,
        "eventType": "AwsApiCall",
        "managementEvent": not is_data,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Data" if is_data else "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"bucket-{role}.s3.{REGION}.amazonaws.com",
        },
    }
    if is_data:
        made["additionalEventData"] = {
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": f"{chance.getrandbits(320):080x}",
            "bytesTransferredOut": chance.randrange(100_000),
        }
        made["resources"] = [
            {"type": "AWS::S3::Object", "ARN": resource},
            {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": resource.partition("/")[0]},
        ]
    if name == "AssumeRole":
        made |= _use_of_role(chance, role, session)
    if chance.random() < _REFUSED:
        made |= {"errorCode": "AccessDenied", "errorMessage": f"not authorized to perform {name}"}
    return made


def _identity(role: int, session: int) -> dict[str, Any]:
    issuer = f"arn:aws:iam::{ACCOUNT}:role/service-role-{role}"
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLE{role:08d}:session-{session}",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/service-role-{role}/session-{session}",
        "accountId": ACCOUNT,
        "accessKeyId": f"ASIAEX{role:06d}{session:08d}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": f"AROAEXAMPLE{role:08d}",
                "arn": issuer,
                "accountId": ACCOUNT,
                "userName": issuer.rpartition("/")[2],
            },
            "webIdFederationData": {},
            "attributes": {
                "creationDate": f"2026-11-20T{session:02d}:00:00Z",
                "mfaAuthenticated": "false",
            },
        },
    }


def _use_of_role(chance: random.Random, role: int, session: int) -> dict[str, Any]:
    used = f"service-role-{role}/session-{session}"
    return {
        "requestParameters": {
            "roleArn": f"arn:aws:iam::{ACCOUNT}:role/service-role-{role}",
            "roleSessionName": f"session-{session}",
        },
        "responseElements": {
            "credentials": {
                "accessKeyId": f"ASIA{chance.getrandbits(64):016X}",
                "sessionToken": f"{chance.getrandbits(1200):0300x}",
                "expiration": "Nov 20, 2026, 1:00:00 PM",
            },
            "assumedRoleUser": {
                "assumedRoleId": f"AROAEXAMPLE{role:08d}:session-{session}",
                "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{used}",
            },
        },
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
