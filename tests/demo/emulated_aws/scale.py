"""Adds plain, conforming users, buckets, roles, policies and accounts, for measuring at size."""

from moto.backends import get_backend

from include.model.account import AwsAccount
from tests.demo.emulated_aws.organization import MemberSeed, add_member
from tests.demo.emulated_aws.seeding import PARTITION, trust_the_hub
from tests.demo.emulated_aws.seeding_buckets import add_bucket
from tests.demo.emulated_aws.seeding_rights import add_policy, add_role
from tests.demo.emulated_aws.seeding_users import add_user
from tests.demo.emulated_aws.seeds import BucketSeed, KeySeed, RoleSeed, UserSeed
from tests.demo.emulated_aws.world import Clock, World

ACCOUNT = "123456789012"
_MEMBERS = 50
_POLICIES_EACH = 10  # the most that AWS lets anybody hold


def add_users(count: int, clock: Clock) -> None:
    """Add key users with MFA, one in ten by hardware, so that both ways of listing devices are needed."""
    iam = get_backend("iam")[ACCOUNT][PARTITION]
    for number in range(count):
        group = f"plain-group-{number // _MEMBERS:03}"
        if number % _MEMBERS == 0:
            iam.create_group(group, "/plain/")
        seed = UserSeed(
            name=f"plain-user-{number:05}",
            created=200,
            path="/plain/",
            groups=(group,),
            mfa=("hardware",) if number % 10 == 0 else ("virtual",),
            keys=(KeySeed(rotated=10 + number % 70, used=1),),
        )
        add_user(iam, seed, clock)


def add_policies(count: int) -> None:
    """Add policies of ten statements of narrow actions in two versions, and let the groups hold them."""
    iam = get_backend("iam")[ACCOUNT][PARTITION]
    groups = [name for name in iam.groups if name.startswith("plain-")]
    for number in range(count):
        name = f"plain-policy-{number:05}"
        statements = tuple(
            {
                "Sid": f"S{part}",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:List*", "dynamodb:BatchGet*", f"sqs:Send{part}*"],
                "Resource": f"arn:aws:s3:::plain-{number}-{part}/*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/team": f"t{number}"}},
            }
            for part in range(10)
        )
        add_policy(iam, name, (statements[:1], statements))
        if groups and number < len(groups) * _POLICIES_EACH:
            iam.attach_group_policy(
                f"arn:aws:iam::{ACCOUNT}:policy/{name}", groups[number % len(groups)]
            )


def add_roles(count: int, policies: int, clock: Clock) -> None:
    """Add roles for services, each with an inline policy and two others where there are some."""
    iam = get_backend("iam")[ACCOUNT][PARTITION]
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
    own = {"Effect": "Allow", "Action": ["logs:PutLogEvents"], "Resource": "*"}
    for number in range(count):
        held = {f"plain-policy-{(number + each) % policies:05}" for each in range(2) if policies}
        seed = RoleSeed(
            name=f"plain-role-{number:05}",
            created=300,
            used=1 + number % 90,
            path="/plain/",
            trust=({**trust, "Action": "sts:AssumeRole"},),
            policies=tuple(sorted(held)),
            inline={"logs": (own,)},
        )
        add_role(iam, seed, clock)


def add_buckets(count: int, clock: Clock) -> None:
    """Add internal buckets with everything as it should be."""
    s3 = get_backend("s3")[ACCOUNT][PARTITION]
    for number in range(count):
        name = f"quillhaven-prod-plain-{number:05}"
        add_bucket(s3, BucketSeed(name=name, created=100, data_class="internal", expires=90), clock)


def add_accounts(world: World, count: int) -> tuple[AwsAccount, ...]:
    """Add accounts to the organisation, each with ten users, five buckets and the collector's role."""
    added = tuple(plain_account(number) for number in range(count))
    for account in added:
        seed = MemberSeed(id=account.id, name=account.name, joined=300, ou="/Plain")
        add_member(world, ACCOUNT, seed)
        trust_the_hub(account, ACCOUNT)
        iam, s3 = (get_backend(name)[account.id][PARTITION] for name in ("iam", "s3"))
        for number in range(10):
            seed_user = UserSeed(name=f"user-{number}", created=200, mfa=("virtual",))
            add_user(iam, seed_user, world.clock)
        for number in range(5):
            name = f"{account.name}-{number}"
            bucket = BucketSeed(name=name, created=100, data_class="internal", expires=90)
            add_bucket(s3, bucket, world.clock)
    return added


def plain_account(number: int) -> AwsAccount:
    """Say what an added account is called, and how it is read."""
    account_id = f"7000000000{number:02}"
    return AwsAccount(
        id=account_id,
        name=f"quillhaven-plain-{number:02}",
        environment="production",
        role_arn=f"arn:aws:iam::{account_id}:role/soc2-collector",
        external_id="soc2-demo",
    )
