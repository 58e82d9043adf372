"""Writes what the collector may do, from what the sources declare: read, and nothing more.

For AWS an IAM policy, for GitHub the permissions of an App, as its manifest has them.

python -m include.sources.policy [FILE OF THE IAM POLICY]
"""

import json
import sys
from itertools import groupby
from pathlib import Path

from include import sources

SHIPPED = Path("deploy") / "aws" / "collector-policy.json"
# What would show more than delivered logs is allowed for these alone (the condition on keys is AWS's own).
_NARROW: dict[str, dict[str, object]] = {
    "s3:ListBucket": {
        "Sid": "ListLogObjects",
        "Resource": "*",
        "Condition": {
            "StringLike": {
                "s3:prefix": [
                    *("AWSLogs/*", "*/AWSLogs/*"),
                    *("ApplicationLogs/*", "*/ApplicationLogs/*"),
                ]
            }
        },
    },
    "s3:GetObject": {
        "Sid": "ReadLogObjects",
        "Resource": ["arn:aws:s3:::*/AWSLogs/*", "arn:aws:s3:::*/ApplicationLogs/*"],
    },
    "kms:Decrypt": {
        "Sid": "DecryptCloudtrailObjects",
        "Resource": "*",
        "Condition": {"Null": {"kms:EncryptionContext:aws:cloudtrail:arn": "false"}},
    },
}
SHIPPED_APP = Path("deploy") / "github" / "permissions.json"


def actions(provider: str = "aws") -> tuple[str, ...]:
    """List every permission that any source of a provider declares, sorted by service and name."""
    declared = (
        sources.load(name).SOURCE.permissions for name in sources.by_provider().get(provider, ())
    )
    return tuple(sorted({action for permissions in declared for action in permissions}))


def policy() -> str:
    """Return the policy document as it is shipped: one statement per service, on every resource.

    What stands in objects is read of logs alone: CloudTrail's, and applications' under `ApplicationLogs/`.
    """
    statements: list[dict[str, object]] = [
        {
            "Sid": f"Read{service.title().replace('-', '')}",
            "Effect": "Allow",
            "Action": list(members),
            "Resource": "*",
        }
        for service, members in groupby(
            (action for action in actions() if action not in _NARROW),
            key=lambda action: action.split(":")[0],
        )
    ]
    statements += [
        {"Effect": "Allow", "Action": [action]} | narrow
        for action, narrow in _NARROW.items()
        if action in actions()
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"


def app() -> str:
    """Return the App's permissions as they are shipped: the part of its manifest that is about them."""
    levels = dict(each.removeprefix("github:").split(":") for each in actions("github"))
    manifest = {"public": False, "default_permissions": levels, "default_events": []}
    return json.dumps(manifest, indent=2) + "\n"


def main() -> None:
    """Write the policy to the file that is named; without a name both to where they are shipped."""
    written = {Path(sys.argv[1]): policy()} if len(sys.argv) > 1 else {}
    for target, text in (written or {SHIPPED: policy(), SHIPPED_APP: app()}).items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
