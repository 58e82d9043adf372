"""Bucket policies as companies write them: one that refuses plain HTTP, in its variants, and who may read."""

import json
from typing import Any

_INSECURE = {"Bool": {"aws:SecureTransport": "false"}}


def policy(bucket: str, tls: str, allow: str | None) -> bytes | None:
    """Write a bucket's policy, or None when it has none."""
    statements = [*_refusals(bucket, tls), *_permissions(bucket, allow)]
    if not statements:
        return None
    return json.dumps({"Version": "2012-10-17", "Statement": statements}).encode()


def _refusals(bucket: str, tls: str) -> list[dict[str, Any]]:
    whole, objects = f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"
    return {
        "whole": [_deny("DenyInsecureTransport", [whole, objects])],
        "aws": [{**_deny("DenyInsecureTransport", [whole, objects]), "Principal": {"AWS": "*"}}],
        "split": [_deny("DenyInsecureBucket", whole), _deny("DenyInsecureObjects", objects)],
        "objects": [_deny("DenyInsecureObjects", objects)],
        "none": [],
    }[tls]


def _deny(sid: str, resources: str | list[str]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": resources,
        "Condition": _INSECURE,
    }


def _permissions(bucket: str, allow: str | None) -> list[dict[str, Any]]:
    objects = f"arn:aws:s3:::{bucket}/*"
    distribution = "arn:aws:cloudfront::123456789012:distribution/E1QUILLHAVEN01"
    statements: dict[str | None, list[dict[str, Any]]] = {
        None: [],
        "everyone": [_allow("PublicRead", "*", "s3:GetObject", objects)],
        "cloudfront": [
            {
                **_allow("CloudFront", _service("cloudfront"), "s3:GetObject", objects),
                "Condition": {"StringEquals": {"AWS:SourceArn": distribution}},
            }
        ],
        "access_logs": [_allow("AccessLogs", _service("logging.s3"), "s3:PutObject", objects)],
    }
    return statements[allow]


def _service(name: str) -> dict[str, str]:
    return {"Service": f"{name}.amazonaws.com"}


def _allow(sid: str, principal: Any, action: str, resource: str) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": action,
        "Resource": resource,
    }
