"""The rows of a credential report, value by value as AWS documents and writes them.

``N/A`` where a value does not apply, ``no_information`` for a password never used, ``not_supported`` for
what AWS does not tell of root, ``false`` for what is off.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from moto.iam.models import AccessKey, AccountPasswordPolicy, SigningCertificate, User

from tests.demo.emulated_aws.world import ROOT, Root

_KEYS = 2
_KEY_COLUMNS = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
HEADER = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(f"access_key_{number}_{column}" for number in (1, 2) for column in _KEY_COLUMNS),
    *(f"cert_{number}_{column}" for number in (1, 2) for column in ("active", "last_rotated")),
)


def root_row(account_id: str, root: Root) -> list[str]:
    """Write root's row, which has no user name but a literal."""
    used = _time(root.password_last_used) if root.password_last_used else "no_information"
    return [
        ROOT,
        f"arn:aws:iam::{account_id}:root",
        _time(root.created),
        "not_supported",
        used,
        "not_supported",
        "not_supported",
        _flag(root.mfa is not None),
        *_keys(root.keys),
        *_certificates(()),
    ]


def user_row(user: User, policy: AccountPasswordPolicy | None) -> list[str]:
    """Write a user's row; a report may be older than a change of devices (``reported_mfa``)."""
    reported = getattr(user, "reported_mfa", None)
    has_mfa = bool(user.mfa_devices) if reported is None else reported
    return [
        user.name,
        user.arn,
        _time(user.create_date),
        _flag(user.password is not None),
        *_password(user, policy),
        _flag(has_mfa),
        *_keys(user.access_keys),
        *_certificates(user.signing_certificates.values()),
    ]


def _password(user: User, policy: AccountPasswordPolicy | None) -> list[str]:
    # AWS: all three are N/A without a password; the next rotation is N/A unless the policy expires passwords.
    if user.password is None:
        return ["N/A", "N/A", "N/A"]
    used = _time(user.password_last_used) if user.password_last_used else "no_information"
    changed = getattr(user, "password_last_changed", user.create_date)
    rotation = "N/A"
    if policy and policy.expire_passwords:
        rotation = _time(changed + timedelta(days=policy.max_password_age))
    return [used, _time(changed), rotation]


def _keys(keys: Sequence[AccessKey]) -> list[str]:
    # AWS: the last use has its Region and service, N/A when never used (and for services without a Region).
    values: list[str] = []
    for key in keys[:_KEYS]:
        used = key.last_used
        use = [_time(used.timestamp), used.region, used.service] if used else ["N/A"] * 3
        values += [_flag(key.status == "Active"), _time(key.create_date), *use]
    for _ in range(_KEYS - len(keys)):
        values += ["false", *["N/A"] * 4]
    return values


def _certificates(certificates: Iterable[SigningCertificate]) -> list[str]:
    values: list[str] = []
    for certificate in list(certificates)[:_KEYS]:
        values += [_flag(certificate.status == "Active"), _time(certificate.upload_date)]
    return values + ["false", "N/A"] * (_KEYS - len(values) // 2)


def _flag(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


def _time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S+00:00")
