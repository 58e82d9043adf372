"""Writes the collector's IAM policy from what the AWS sources declare: read-only, and nothing more.

python -m include.sources.policy [FILE]
"""

import json
import sys
from itertools import groupby
from pathlib import Path

from include import sources

SHIPPED = Path("deploy") / "aws" / "collector-policy.json"


def actions() -> tuple[str, ...]:
    """List every IAM action that any AWS source declares, sorted by service and name."""
    declared = (
        sources.load(name).SOURCE.permissions for name in sources.by_provider().get("aws", ())
    )
    return tuple(sorted({action for permissions in declared for action in permissions}))


def policy() -> str:
    """Return the policy document as it is shipped: one statement per service, on every resource."""
    statements = [
        {
            "Sid": f"Read{service.title().replace('-', '')}",
            "Effect": "Allow",
            "Action": list(members),
            "Resource": "*",
        }
        for service, members in groupby(actions(), key=lambda action: action.split(":")[0])
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"


def main() -> None:
    """Write the policy to the file that is named, by default to where it is shipped."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(policy(), encoding="utf-8")


if __name__ == "__main__":
    main()
