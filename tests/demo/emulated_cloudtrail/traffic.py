"""What happens in an hour when nothing is wrong: people read, machines write, services do their own."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.demo.emulated_cloudtrail.shapes import Event, called, happened, session, signed_in, user

Make = Callable[[str, datetime, str, str], Event]
PRODUCTION, SANDBOX = "123456789012", "210987654321"
HOME = "us-east-1"
_NIGHT_ENDS, _NIGHT_BEGINS = 7, 20
_MINUTES = 54  # what happens later in the hour is in the next delivery
_READS = (
    "ec2:DescribeInstances",
    "s3:ListBuckets",
    "iam:ListUsers",
    "cloudwatch:DescribeAlarms",
    "ecs:DescribeServices",
)
_CI_WRITES = {
    PRODUCTION: ("ci-deploy-production", "ecs:UpdateService"),
    SANDBOX: ("svc-sandbox-ci", "ecr:PutImage"),
}
_PEOPLE = {PRODUCTION: "joon.sakurai", SANDBOX: "ana.ferreira"}


def hour(seed: int, account: str, region: str, start: datetime, name: str) -> list[Event]:
    """List the events of an hour in the order of time; ``name`` tells it from every other hour."""
    draw = random.Random(f"{seed} {account} {region} {name}")
    happens = _at_home if region == HOME else _elsewhere
    events: list[Event] = []
    for number, make in enumerate(happens(draw, account, start.hour)):
        at = start + timedelta(seconds=draw.randrange(_MINUTES * 60))
        events.append(make(f"{seed}/{account}/{region}/{name}/{number}", at, region, account))
    return sorted(events, key=lambda event: str(event["eventTime"]))


def _at_home(draw: random.Random, account: str, of_day: int) -> Iterator[Make]:
    yield _reads(draw, session(account, "soc2-collector", "soc2-evidence"))
    yield _assumes("soc2-collector")
    yield lambda *where: called(*where, _service_session(where), "kms:Decrypt", read_only=True)
    machine, operation = _CI_WRITES[account]
    if draw.random() < 0.3:
        yield _writes(user(account, machine, "/machines/"), operation)
    if of_day == 3:
        yield lambda *where: happened(*where, "kms:RotateKey")
    if not _NIGHT_ENDS <= of_day < _NIGHT_BEGINS:
        return
    engineer = session(account, "AWSReservedSSO_Engineer_0c1d2e3f", "pia.lindqvist", mfa=False)
    yield _reads(draw, engineer)
    if of_day % 4 == 0:
        # A federated sign-in reports no MFA of AWS's own: the identity provider asked for it.
        yield lambda *where: signed_in(*where, engineer, mfa=False)
    if of_day == 9:
        person = user(account, _PEOPLE[account])
        yield lambda *where: signed_in(*where, person, mfa=True)
    if of_day == 11:
        yield from _grants(account)


def _elsewhere(draw: random.Random, account: str, _of_day: int) -> Iterator[Make]:
    # Quiet enough that most hours deliver nothing; their digests come all the same.
    if draw.random() < 0.25:
        yield _reads(draw, session(account, "soc2-collector", "soc2-evidence"))


def _grants(account: str) -> Iterator[Make]:
    machine = user(
        account, "ci-terraform" if account == PRODUCTION else "svc-sandbox-ci", "/machines/"
    )
    made = {"userName": "svc-onboarded"}
    yield _writes(machine, "iam:CreateUser", made)
    policy = {**made, "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    yield _writes(machine, "iam:AttachUserPolicy", policy)
    yield _writes(machine, "iam:DeleteUser", made)


def _reads(draw: random.Random, who: dict[str, object]) -> Make:
    operation = draw.choice(_READS)
    return lambda *where: called(*where, who, operation, read_only=True)


def _writes(who: dict[str, object], what: str, request: dict[str, str] | None = None) -> Make:
    asked = request or {"cluster": "production", "service": "api"}
    return lambda *where: called(*where, who, what, read_only=False, request=asked)


def _assumes(role: str) -> Make:
    def make(name: str, at: datetime, region: str, account: str) -> Event:
        hub = user(PRODUCTION, "soc2-hub", "/machines/")
        arn = f"arn:aws:iam::{account}:role/{role}"
        asked = {"roleArn": arn, "roleSessionName": "soc2-evidence"}
        return called(
            *(name, at, region, account),
            hub,
            "sts:AssumeRole",
            read_only=True,
            request=asked,
            resources=(("AWS::IAM::Role", arn),),
        )

    return make


def _service_session(where: tuple[str, datetime, str, str]) -> dict[str, object]:
    return session(where[3], "AWSServiceRoleForECS", "ecs-service-scheduler") | {
        "invokedBy": "ecs.amazonaws.com"
    }
