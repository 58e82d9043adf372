"""Makes the collector's identities with the policies that are shipped, and switches authorisation on.

The hub's is an IAM user, whose keys whoever starts the emulator sets as AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY in its environment; with AWS_SESSION_TOKEN beside them it is a session of a role, as a
machine or task has. In the other accounts it is the role that `scope.yaml` names.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from moto import settings
from moto.backends import get_backend
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.models import AccessKey, IAMBackend

from include.model.account import AwsAccount
from include.model.errors import DefinitionError
from tests.demo.emulated_aws.seeding import PARTITION
from tests.demo.emulated_aws.world import World

SHIPPED = Path(__file__).parents[3] / "deploy" / "aws"
COLLECTOR = "soc2-collector"
HUB = "soc2-hub"
_POLICY = "collector-policy"
_TOKEN = "AWS_SESSION_TOKEN"
_BY_TASKS = {
    "Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def authorise(
    world: World, accounts: Sequence[AwsAccount], environment: Mapping[str, str] = os.environ
) -> str:
    """Give every account its collector; from here on each call is signed and allowed, or refused.

    Returns:
        The ARN of the hub's user or role.

    Raises:
        DefinitionError: the environment holds no keys for the hub's user.
    """
    hub = next(account for account in accounts if account.role_arn is None)
    world.collectors = {account.id: account.role_arn for account in accounts}
    if _TOKEN in environment:
        principal = _hub_role(_iam(hub.id), environment)
        world.collectors[hub.id] = principal
    else:
        principal = _hub_user(_iam(hub.id), environment)
    for account in accounts:
        if account.role_arn:
            _trust(account, principal)
    allow(world, json.loads((SHIPPED / "collector-policy.json").read_text(encoding="utf-8")))
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    ActionAuthenticatorMixin.request_count = 0
    return principal


def allow(world: World, policy: Mapping[str, Any]) -> None:
    """Give every collector this policy in place of the one it has, and count what is asked from now on."""
    for account, role_arn in world.collectors.items():
        iam, text = _iam(account), json.dumps(policy)
        if role_arn is None:
            iam.put_user_policy(COLLECTOR, _POLICY, text)
        else:
            iam.put_role_policy(_name(role_arn), _POLICY, text)
    world.asked.clear()


def _hub_user(iam: IAMBackend, environment: Mapping[str, str]) -> str:
    """Make the hub's user with the keys that the environment holds; return its ARN."""
    identifier, secret = _keys(environment)
    user = iam.create_user("us-east-1", COLLECTOR, "/")
    key = AccessKey(COLLECTOR, prefix="AKIA", account_id=iam.account_id)
    key.access_key_id, key.secret_access_key = identifier, secret
    user.access_keys.append(key)
    iam.access_keys[identifier] = key
    iam.put_user_policy(COLLECTOR, "hub-policy", _hub_policy())
    return str(user.arn)


def _hub_role(iam: IAMBackend, environment: Mapping[str, str]) -> str:
    """Make the hub's role and a session of it with what the environment holds; return the role's ARN."""
    identifier, secret = _keys(environment)
    trust = json.dumps({"Version": "2012-10-17", "Statement": [_BY_TASKS]})
    role = iam.create_role(HUB, trust, "/", None, "", [], "3600")
    iam.put_role_policy(HUB, "hub-policy", _hub_policy())
    sts = get_backend("sts")[iam.account_id][PARTITION]
    session = sts.assume_role("us-east-1", "task", role.arn, "", 43200, "")
    session.access_key_id = session.access_key.access_key_id = identifier
    session.secret_access_key = session.access_key.secret_access_key = secret
    session.session_token = environment[_TOKEN]
    iam.access_keys[identifier] = session.access_key
    return str(role.arn)


def _hub_policy() -> str:
    return (SHIPPED / "hub-policy.json").read_text(encoding="utf-8")


def _keys(environment: Mapping[str, str]) -> tuple[str, str]:
    try:
        return environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]
    except KeyError as missing:
        msg = (
            f"--authorise: {missing.args[0]} is not set; it becomes the key of the hub's collector"
        )
        raise DefinitionError(msg) from None


def _trust(account: AwsAccount, user_arn: str) -> None:
    """Let the role be what is shipped, instead of the broad one that the demo gets by with."""
    iam, name = _iam(account.id), _name(str(account.role_arn))
    for attached in list(iam.get_role(name).managed_policies):
        iam.detach_role_policy(attached, name)
    trust = (SHIPPED / "trust-policy.json").read_text(encoding="utf-8")
    filled = trust.replace("HUB_PRINCIPAL_ARN", user_arn)
    iam.get_role(name).assume_role_policy_document = filled.replace(
        "EXTERNAL_ID", str(account.external_id)
    )


def _iam(account: str) -> IAMBackend:
    return get_backend("iam")[account][PARTITION]


def _name(role_arn: str) -> str:
    return role_arn.rsplit("/", maxsplit=1)[-1]
