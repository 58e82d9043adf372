"""Makes one IAM user with aged credentials."""

from datetime import timedelta

from moto.iam.models import (
    AccessKey,
    AccessKeyLastUsed,
    IAMBackend,
    MFADevice,
    SigningCertificate,
    User,
)
from moto.moto_api._internal import mock_random

from tests.demo.emulated_aws.seeds import KeySeed, UserSeed
from tests.demo.emulated_aws.world import Clock

_REGION = "us-east-1"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def add_user(iam: IAMBackend, seed: UserSeed, clock: Clock) -> User:
    """Make the user, with its groups, password, MFA devices, access keys and certificate."""
    user = iam.create_user(_REGION, seed.name, seed.path)
    user.create_date = clock.ago(seed.created)
    for group in seed.groups:
        iam.add_user_to_group(group, seed.name)
    if seed.password:
        user.password = "known to nobody"
        user.password_last_changed = clock.ago(seed.password.changed)
        used = seed.password.used
        user.password_last_used = clock.ago(used) if used is not None else None
    for kind in seed.mfa:
        add_mfa_device(iam, user, kind, clock)
    if seed.reported_mfa is not None:
        user.reported_mfa = seed.reported_mfa
    for key in seed.keys:
        made = access_key(seed.name, iam.account_id, key, clock)
        user.access_keys.append(made)
        iam.access_keys[made.access_key_id] = made
    if seed.certificate is not None:
        certificate = SigningCertificate(mock_random.get_random_hex(32), seed.name, "")
        certificate.upload_date = clock.ago(seed.certificate)
        user.signing_certificates[certificate.id] = certificate
    return user


def add_mfa_device(iam: IAMBackend, user: User, kind: str, clock: Clock) -> None:
    """Give the user an enabled device; hardware and passkeys stand in the user's list alone, as in AWS."""
    if kind == "virtual":
        virtual = iam.create_virtual_mfa_device(user.name, "/")
        virtual.user = user
        serial = virtual.serial_number
    else:
        serial = _serial(iam, user, kind)
    device = MFADevice(serial, "000000", "000000")
    device.enable_date = min(user.create_date + timedelta(hours=1), clock.ago(0))
    user.mfa_devices[serial] = device
    if kind == "virtual":
        virtual.enable_date = device.enable_date


def _serial(iam: IAMBackend, user: User, kind: str) -> str:
    if kind == "hardware":
        return "GAHT" + "".join(mock_random.choices("0123456789", k=8))
    code = "".join(mock_random.choices(_LETTERS, k=26))
    return f"arn:aws:iam::{iam.account_id}:u2f/user/{user.name}/passkey-{code}"


def access_key(user: str, account_id: str, seed: KeySeed, clock: Clock) -> AccessKey:
    """Make an access key of a certain age; its secret is random and signs nothing here."""
    key = AccessKey(user, prefix="AKIA", account_id=account_id)
    key.status = "Active" if seed.active else "Inactive"
    key.create_date = clock.ago(seed.rotated)
    if seed.used is not None:
        key.last_used = AccessKeyLastUsed(clock.ago(seed.used), seed.service, seed.region)
    return key
