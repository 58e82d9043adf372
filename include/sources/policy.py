"""Writes what the collector may do, from what the sources declare: read, and nothing more.

For AWS an IAM policy, for GitHub the permissions of an App, as its manifest has them.
"""

import argparse
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
    parser = argparse.ArgumentParser(prog="python -m include.sources.policy", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="where the IAM policy goes; - prints it")
    named = parser.parse_args().file
    written = {named: policy()} if named else {SHIPPED: policy(), SHIPPED_APP: app()}
    for target, text in written.items():
        if str(target) == "-":
            sys.stdout.write(text)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
