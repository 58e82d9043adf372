"""Fills moto's backends with the accounts of `tests/demo/aws/`, in-process, through moto's own objects."""

import json
from pathlib import Path

from moto.backends import get_backend
from moto.iam.models import AccountPasswordPolicy, IAMBackend

from include.model.account import AwsAccount
from include.model.files import read_yaml
from include.model.scope import ScopeFile
from tests.demo.emulated_aws.seeding_buckets import add_bucket
from tests.demo.emulated_aws.seeding_rights import add_policy, add_role, arn_of, give_user
from tests.demo.emulated_aws.seeding_trails import add_log_group, add_trail
from tests.demo.emulated_aws.seeding_users import access_key, add_user
from tests.demo.emulated_aws.seeds import AccountSeed, PasswordPolicySeed, RootSeed
from tests.demo.emulated_aws.world import Account, Clock, Root, World

ACCOUNTS = Path(__file__).parents[1] / "aws"
PARTITION = "aws"
_MANAGED = "arn:aws:iam::aws:policy/"


def seed_company(world: World, scope: ScopeFile) -> None:
    """Seed every account of the company, and the roles by which the hub reads the others."""
    hub = next(account for account in scope.aws_accounts if account.role_arn is None)
    for account in scope.aws_accounts:
        seed = read_yaml(ACCOUNTS / f"{account.id}.yaml", AccountSeed)
        _seed_account(world, seed)
        if account.role_arn:
            trust_the_hub(account, hub.id)


def _seed_account(world: World, seed: AccountSeed) -> None:
    iam = get_backend("iam")[seed.id][PARTITION]
    world.accounts[seed.id] = Account(root=_root(seed.root, seed.id, world.clock))
    if seed.password_policy:
        iam.account_password_policy = password_policy(seed.password_policy)
    _seed_identities(iam, seed, world.clock)
    if seed.account_block:
        block_account(seed.id)
    for bucket in sorted(seed.buckets, key=lambda each: each.logs_to is not None):
        add_bucket(get_backend("s3")[seed.id][PARTITION], bucket, world.clock)
    for group in seed.log_groups:
        add_log_group(seed.id, group)
    for trail in seed.trails:
        add_trail(seed.id, trail)


def _seed_identities(iam: IAMBackend, seed: AccountSeed, clock: Clock) -> None:
    for name, versions in seed.policies.items():
        add_policy(iam, name, versions)
    for group, policies in seed.groups.items():
        iam.create_group(group, "/")
        for policy in policies:
            iam.attach_group_policy(arn_of(iam, policy), group)
    for user in seed.users:
        made = add_user(iam, user, clock)
        give_user(iam, made, user.policies, user.inline)
    for role in seed.roles:
        add_role(iam, role, clock)


def _root(seed: RootSeed, account_id: str, clock: Clock) -> Root:
    used = clock.ago(seed.password_used) if seed.password_used is not None else None
    return Root(
        created=clock.ago(seed.created),
        mfa=seed.mfa,
        mfa_enabled=clock.ago(seed.created - 1) if seed.mfa else None,
        has_password=seed.password,
        password_last_used=used,
        keys=[access_key("<root>", account_id, key, clock) for key in seed.keys],
    )


def password_policy(seed: PasswordPolicySeed) -> AccountPasswordPolicy:
    """Make a password policy in moto's form."""
    return AccountPasswordPolicy(
        allow_change_password=True,
        hard_expiry=0,
        max_password_age=seed.max_age,
        minimum_password_length=seed.length,
        password_reuse_prevention=seed.reuse,
        require_lowercase_characters=seed.lowercase,
        require_numbers=seed.numbers,
        require_symbols=seed.symbols,
        require_uppercase_characters=seed.uppercase,
    )


def block_account(account_id: str) -> None:
    """Block public access to every bucket of an account."""
    flags = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    backend = get_backend("s3control")[account_id][PARTITION]
    backend.put_public_access_block(account_id, dict.fromkeys(flags, True))


def trust_the_hub(account: AwsAccount, hub_id: str) -> None:
    """Make the role that scope.yaml names, for the hub with the external id alone."""
    iam: IAMBackend = get_backend("iam")[account.id][PARTITION]
    name = str(account.role_arn).rsplit("/", maxsplit=1)[-1]
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{hub_id}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": account.external_id}},
    }
    iam.create_role(
        role_name=name,
        assume_role_policy_document=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        path="/",
        permissions_boundary=None,
        description="Reads evidence for the hub account",
        tags=[],
        max_session_duration="3600",
    )
    iam.attach_role_policy(_MANAGED + "SecurityAudit", name)
