"""What is planted among the normal traffic: events by hand, and faults of the delivery itself.

``day`` counts back from the last whole day (0), ``hour`` is of the clock, UTC. What the control tests must
name for it stands in `tests/demo/truth_cloudtrail.yaml`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from include.model.files import read_yaml
from include.model.frozen import Frozen
from tests.demo.emulated_cloudtrail.shapes import Event, called, root, session, signed_in, user
from tests.demo.emulated_cloudtrail.traffic import HOME, PRODUCTION, SANDBOX

TRUTH = Path(__file__).parents[1] / "truth_cloudtrail.yaml"
ELSEWHERE = "eu-central-1"
# The trail was stopped in all of its accounts and Regions for these two hours.
STOPPED_DAY, STOPPED_HOUR, STOPPED_MINUTE, STOPPED_HOURS = 12, 13, 20, 2
_WHO = session(PRODUCTION, "AWSReservedSSO_Admin_9a8b7c6d", "rafael.okonjo")
_TRAIL = f"arn:aws:cloudtrail:{HOME}:{PRODUCTION}:trail/quillhaven"
_DOCUMENTS = "quillhaven-prod-documents"

Kind = Literal[
    "deleted_digest", "edited_log", "unlisted_log", "duplicate", "late", "malformed", "backfilled"
]


@dataclass(frozen=True)
class Fault:
    """A fault of the delivery of one hour."""

    kind: Kind
    day: int
    hour: int
    account: str = PRODUCTION
    region: str = HOME


@dataclass(frozen=True)
class Deed:
    """An event that somebody caused; ``name`` is also the id of the defect."""

    name: str
    day: int
    hour: int
    minute: int
    account: str
    make: Callable[[str, datetime, str, str], Event]

    def event(self, midnight: datetime) -> Event:
        """Make the event of a day."""
        at = midnight + timedelta(hours=self.hour, minutes=self.minute)
        return self.make(self.name, at, HOME, self.account)


FAULTS = (
    Fault("deleted_digest", day=5, hour=10, region=ELSEWHERE),
    Fault("edited_log", day=6, hour=9),
    Fault("unlisted_log", day=7, hour=15),
    Fault("duplicate", day=8, hour=11),
    Fault("late", day=9, hour=23),
    Fault("malformed", day=10, hour=16, account=SANDBOX),
    # Delayed past its digest and listed by a later one: harmless, and no test may name it.
    Fault("backfilled", day=11, hour=14),
)


def _wrote(what: str, **request: object) -> Callable[[str, datetime, str, str], Event]:
    return lambda *where: called(*where, _WHO, what, read_only=False, request=request)


DEEDS = (
    Deed("root-sign-in", 3, 8, 12, SANDBOX, lambda *at: signed_in(*at, root(SANDBOX), mfa=True)),
    Deed(
        *("sign-in-without-mfa", 4, 10, 31, PRODUCTION),
        lambda *at: signed_in(*at, user(PRODUCTION, "marek.oduya"), mfa=False),
    ),
    Deed(
        *("stop-logging", STOPPED_DAY, STOPPED_HOUR, STOPPED_MINUTE - 1, PRODUCTION),
        _wrote("cloudtrail:StopLogging", name=_TRAIL),
    ),
    Deed(
        *(
            "start-logging",
            STOPPED_DAY,
            STOPPED_HOUR + STOPPED_HOURS,
            STOPPED_MINUTE + 1,
            PRODUCTION,
        ),
        _wrote("cloudtrail:StartLogging", name=_TRAIL),
    ),
    Deed(
        *("selectors-reduced", 14, 12, 5, PRODUCTION),
        _wrote(
            "cloudtrail:PutEventSelectors",
            trailName=_TRAIL,
            eventSelectors=[{"readWriteType": "WriteOnly", "includeManagementEvents": True}],
        ),
    ),
    Deed(
        *("human-write", 2, 14, 40, PRODUCTION),
        _wrote("lambda:UpdateFunctionCode20150331v2", functionName="billing"),
    ),
    Deed(
        *("bucket-policy-change", 1, 13, 22, PRODUCTION),
        _wrote("s3:PutBucketPolicy", bucketName=_DOCUMENTS, bucketPolicy={"Statement": []}),
    ),
)


class Planted(Frozen):
    """What a test must name.

    ``event`` is the deed's event id; a fault of delivery has the Region and the hour instead.
    """

    id: str
    ref: str
    scope: str
    day: int
    why: str
    event: str | None = None
    region: str | None = None
    hour: int | None = None


class Truth(Frozen):
    """Every planted defect of the trail, and nothing else deviates."""

    deviations: tuple[Planted, ...]
    unreadable: tuple[Planted, ...]


def truth() -> Truth:
    """Read the truth."""
    return read_yaml(TRUTH, Truth)
