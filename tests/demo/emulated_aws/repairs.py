"""Repairs planted defects in the live backends, by their ids in `tests/demo/truth.yaml`.

A defect seen by two tests is one repair under both ids. What has no repair here stays broken.
"""

from collections.abc import Callable

from moto.backends import get_backend

from tests.demo.emulated_aws.bucket_policies import policy
from tests.demo.emulated_aws.seeding import PARTITION, block_account, password_policy
from tests.demo.emulated_aws.seeding_users import add_mfa_device
from tests.demo.emulated_aws.seeds import PasswordPolicySeed
from tests.demo.emulated_aws.world import World

PRODUCTION = "123456789012"
SANDBOX = "210987654321"
Repair = Callable[[World], None]


def give_marek_mfa(world: World) -> None:
    """Enable a virtual device for the console user without one."""
    iam = get_backend("iam")[PRODUCTION][PARTITION]
    user = iam.get_user("marek.oduya")
    if not user.mfa_devices:
        add_mfa_device(iam, user, "virtual", world.clock)


def give_sandbox_root_mfa(world: World) -> None:
    """Enable a virtual device for the sandbox's root."""
    root = world.account(SANDBOX).root
    root.mfa, root.mfa_enabled = "virtual", world.clock.ago(0)


def delete_sandbox_root_keys(world: World) -> None:
    """Delete the access keys of the sandbox's root."""
    world.account(SANDBOX).root.keys.clear()


def strengthen_sandbox_passwords(_: World) -> None:
    """Set the sandbox's password policy to what is asked."""
    iam = get_backend("iam")[SANDBOX][PARTITION]
    iam.account_password_policy = password_policy(PasswordPolicySeed(length=14, reuse=24))


def rotate_backup_key(world: World) -> None:
    """Replace the backup service's key by one made now."""
    iam = get_backend("iam")[PRODUCTION][PARTITION]
    user = iam.get_user("svc-backup")
    for key in list(user.access_keys):
        iam.delete_access_key(key.access_key_id, user.name)
    made = iam.create_access_key(user.name)
    made.create_date = world.clock.ago(0)


def block_sandbox(_: World) -> None:
    """Block public access in the sandbox account, which also closes its two public buckets."""
    block_account(SANDBOX)


def refuse_plain_http(_: World) -> None:
    """Give the build artifacts' bucket the policy that refuses plain HTTP."""
    name = "quillhaven-prod-build-artifacts"
    get_backend("s3")[PRODUCTION][PARTITION].put_bucket_policy(name, policy(name, "whole", None))


REPAIRS: dict[str, Repair] = {
    "iam-01-sandbox-root": give_sandbox_root_mfa,
    "iam-03-sandbox-root": delete_sandbox_root_keys,
    "iam-05-marek-oduya": give_marek_mfa,
    "iam-06-marek-oduya": give_marek_mfa,
    "iam-09-sandbox": strengthen_sandbox_passwords,
    "iam-10-svc-backup": rotate_backup_key,
    "s3-01-sandbox": block_sandbox,
    "s3-02-demo-site": block_sandbox,
    "s3-02-shared": block_sandbox,
    "s3-04-build-artifacts": refuse_plain_http,
}
