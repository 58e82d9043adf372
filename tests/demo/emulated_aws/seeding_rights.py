"""Makes policies and roles as their seeds say, and gives them to users, groups and roles."""

import json
from typing import Any

from moto.iam.models import IAMBackend, Role, User

from tests.demo.emulated_aws.seeds import RoleSeed
from tests.demo.emulated_aws.world import Clock

_MANAGED = "arn:aws:iam::aws:policy/"
_MAIN_REGION = "us-east-1"


def document(statements: tuple[dict[str, Any], ...]) -> str:
    """Write statements as a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def arn_of(iam: IAMBackend, policy: str) -> str:
    """Return the ARN of a policy: the account's own where it has one of this name, else AWS's."""
    own = f"arn:aws:iam::{iam.account_id}:policy/{policy}"
    return own if own in iam.managed_policies else _MANAGED + policy


def add_policy(
    iam: IAMBackend, name: str, versions: tuple[tuple[dict[str, Any], ...], ...]
) -> None:
    """Make a policy of the account's own; the last of its versions is in force."""
    first, *later = versions
    made = iam.create_policy("", "/", document(first), name, {})
    for version in later:
        iam.create_policy_version(made.arn, document(version), "true")


def give_user(iam: IAMBackend, user: User, policies: tuple[str, ...], inline: Any) -> None:
    """Attach policies to a user, and write others into it."""
    for policy in policies:
        iam.attach_user_policy(arn_of(iam, policy), user.name)
    for name, statements in inline.items():
        iam.put_user_policy(user.name, name, document(statements))


def add_role(iam: IAMBackend, seed: RoleSeed, clock: Clock) -> Role:
    """Make the role with its trust, its policies, its boundary and its last use."""
    role = iam.create_role(
        role_name=seed.name,
        assume_role_policy_document=document(seed.trust),
        path=seed.path,
        permissions_boundary=arn_of(iam, seed.boundary) if seed.boundary else None,
        description="",
        tags=[],
        max_session_duration=str(seed.session_hours * 3600),
    )
    role.create_date = clock.ago(seed.created)
    if seed.used is not None:
        role.last_used, role.last_used_region = clock.ago(seed.used), _MAIN_REGION
    for policy in seed.policies:
        iam.attach_role_policy(arn_of(iam, policy), seed.name)
    for name, statements in seed.inline.items():
        iam.put_role_policy(seed.name, name, document(statements))
    return role
