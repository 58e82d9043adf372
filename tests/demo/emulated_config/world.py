"""What the account's resources were, and when each of them changed, in days and hours from the first day."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from tests.demo.emulated_config.shapes import (
    Item,
    account_block,
    block,
    bucket,
    outcome,
    policy,
    principal,
    statement,
)

Change = tuple[timedelta, Callable[[datetime], Item]]
_KEY = "arn:aws:kms:us-east-1:123456789012:key/7"
_EVERYTHING = statement(Effect="Allow", Action="*", Resource="*")
_DEPLOYS = statement(Effect="Allow", Action="codedeploy:*", Resource="*")


def changes() -> list[Change]:
    """Return every change, oldest first."""
    return sorted((*_buckets(), *_identities()), key=lambda change: change[0])


def _at(day: int, hour: int = 8, minute: int = 0) -> timedelta:
    return timedelta(days=day, hours=hour, minutes=minute)


def _tls(name: str) -> dict[str, object]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _bucket(name: str, **settings: object) -> Callable[[datetime], Item]:
    usual = {
        "blocked": block(),
        "policy": {"Version": "2012-10-17", "Statement": [_tls(name)]},
        "encryption": ("aws:kms", _KEY),
    }
    return partial(bucket, name, **(usual | settings))


def _buckets() -> Iterator[Change]:
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    public = {"Statement": [everybody, _tls("quillhaven-brochures")]}
    open_ = {"policy": public, "blocked": block(on=False)}
    claims = partial(_bucket, "quillhaven-claims", data_class="confidential")
    ledger = partial(_bucket, "quillhaven-ledger", data_class="restricted")
    brochures, scratch = partial(_bucket, "quillhaven-brochures"), "quillhaven-scratch"
    yield _at(-100), lambda at: account_block(at, block())
    yield _at(10, 10), lambda at: account_block(at, block(but=["restrictPublicBuckets"]))
    yield _at(12, 15), lambda at: account_block(at, block())
    # While the account's block is off a bucket's own is asked.
    yield _at(33, 8), lambda at: account_block(at, block(on=False))
    yield _at(36, 8), lambda at: account_block(at, block())
    yield _at(-100), claims()
    yield _at(20), claims(versioning="Suspended")
    yield _at(21, 23, 30), claims()
    yield _at(65, 10), claims(encryption=("aws:kms", f"{_KEY}7"))
    yield _at(75, 14), claims()
    yield _at(-100), ledger()
    # Found only when the recorder was started again, and mended two days later.
    yield _at(42), ledger(encryption=("AES256", None))
    yield _at(49, 12), ledger()
    yield _at(-100), brochures()
    # Opened and closed on one day, which no day's end tells; then for a night and a day.
    yield _at(34, 9), brochures(**open_)
    yield _at(34, 11), brochures()
    yield _at(34, 22), brochures(**open_)
    yield _at(36, 2), brochures()
    yield _at(50, 12), _bucket(scratch, policy=None, encryption=("AES256", None))
    yield _at(60, 9), partial(bucket, scratch, status="ResourceDeleted")


def _identities() -> Iterator[Change]:
    ana, bo = partial(principal, "User", "ana"), partial(principal, "User", "bo")
    yield _at(-100), partial(principal, "Group", "ops", attached=["deploy"])
    yield _at(-100), partial(principal, "Role", "pipeline", attached=["deploy"])
    yield _at(-100), partial(ana, groups=["ops"])
    yield _at(15), partial(ana, groups=["ops"], inline={"mine": _DEPLOYS})
    yield _at(18), partial(ana, groups=["ops"])
    yield _at(-100), partial(bo, groups=["ops"])
    yield _at(68), partial(bo, groups=[])
    yield _at(70), partial(bo, status="ResourceDeleted")
    yield _at(-100), lambda at: policy("deploy", at, _DEPLOYS)
    yield _at(55), lambda at: policy("deploy", at, _DEPLOYS, _EVERYTHING, in_force="v2")
    yield _at(58), lambda at: policy("deploy", at, _DEPLOYS)
    for day, complies in ((-100, True), (25, False), (28, True)):
        rules = {"iam-user-mfa-enabled": complies, "iam-user-group-membership-check": True}
        yield _at(day, 9), partial(outcome, "AWS::IAM::User", "ID-ana", rules=rules)
