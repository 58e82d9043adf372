"""The form of `tests/demo/aws/*.yaml`: one account as people describe it, ages in days before the start."""

from typing import Annotated, Any, Literal

from pydantic import Field

from include.model.account import AccountId
from include.model.frozen import Frozen

Age = Annotated[float, Field(ge=0)]
Mfa = Literal["virtual", "hardware", "passkey"]
Statements = Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]


class KeySeed(Frozen):
    """An access key; ``region`` is N/A for services without one, as AWS reports S3."""

    rotated: Age
    used: Age | None = None
    service: str = "sts"
    region: str = "us-east-1"
    active: bool = True


class PasswordSeed(Frozen):
    """A console password, and the last sign-in (None: never)."""

    changed: Age
    used: Age | None = None


class UserSeed(Frozen):
    """An IAM user; ``reported_mfa`` is what a report older than a change of devices would still say.

    ``policies`` are names, of the account's own policies or of AWS's; ``inline`` are statements by name.
    """

    name: str
    created: Age
    path: str = "/"
    groups: tuple[str, ...] = ()
    password: PasswordSeed | None = None
    mfa: tuple[Mfa, ...] = ()
    reported_mfa: bool | None = None
    keys: Annotated[tuple[KeySeed, ...], Field(max_length=2)] = ()
    certificate: Age | None = None
    policies: tuple[str, ...] = ()
    inline: dict[str, Statements] = {}


class RoleSeed(Frozen):
    """A role, by whom it is trusted (statements), and when it was used last (None: never)."""

    name: str
    created: Age
    path: str = "/"
    used: Age | None = None
    session_hours: Annotated[int, Field(ge=1, le=12)] = 1
    trust: Statements
    policies: tuple[str, ...] = ()
    inline: dict[str, Statements] = {}
    boundary: str | None = None


class RootSeed(Frozen):
    """The account's root."""

    created: Age
    mfa: Mfa | None = None
    password: bool = True
    password_used: Age | None = None
    keys: tuple[KeySeed, ...] = ()


class PasswordPolicySeed(Frozen):
    """The account's password policy."""

    length: int
    symbols: bool = True
    numbers: bool = True
    uppercase: bool = True
    lowercase: bool = True
    reuse: int | None = None
    max_age: int | None = None


class LockSeed(Frozen):
    """Object Lock with a default retention, in days or in years."""

    mode: Literal["COMPLIANCE", "GOVERNANCE"]
    days: int | None = None
    years: int | None = None


class BucketSeed(Frozen):
    """A bucket; what is not said is as AWS makes new buckets.

    ``tls`` is how the policy refuses plain HTTP: in one statement, in two (``split``), for principal
    ``{"AWS": "*"}``, for the objects alone (which leaves listing open), or not at all.
    """

    name: str
    created: Age
    region: str = "us-east-1"
    data_class: str | None = None
    algorithm: Literal["AES256", "aws:kms", "aws:kms:dsse"] = "AES256"
    key: str | None = None
    versioning: Literal["Enabled", "Suspended"] | None = None
    lock: LockSeed | None = None
    expires: int | None = None
    logs_to: str | None = None
    block: bool = True
    ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] = (
        "BucketOwnerEnforced"
    )
    acl: Literal["private", "public-read", "authenticated-read"] = "private"
    tls: Literal["whole", "split", "aws", "objects", "none"] = "whole"
    allow: Literal["everyone", "cloudfront", "access_logs"] | None = None
    website: bool = False


class TrailSeed(Frozen):
    """A trail; ``data_buckets`` are those whose objects it records, by an advanced selector."""

    name: str
    bucket: str
    region: str = "us-east-1"
    everywhere: bool = True
    organization: bool = False
    validated: bool = True
    key: str | None = None
    log_group: str | None = None
    data_buckets: tuple[str, ...] = ()


class LogGroupSeed(Frozen):
    """A log group; without ``days`` it keeps for ever."""

    name: str
    region: str = "us-east-1"
    days: int | None = None


class AccountSeed(Frozen):
    """One account, whole; ``groups`` names the policies that each group holds.

    ``policies`` are the account's own, each with its versions, of which the last is in force.
    """

    id: AccountId
    root: RootSeed
    password_policy: PasswordPolicySeed | None
    account_block: bool
    groups: dict[str, tuple[str, ...]] = {}
    policies: dict[str, tuple[Statements, ...]] = {}
    roles: tuple[RoleSeed, ...] = ()
    users: tuple[UserSeed, ...]
    buckets: tuple[BucketSeed, ...]
    trails: tuple[TrailSeed, ...] = ()
    log_groups: tuple[LogGroupSeed, ...] = ()
