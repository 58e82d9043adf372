"""What is planted among the normal traffic: faults of the delivery itself, and the truth of it and of deeds.

``day`` counts back from the last whole day (0), ``hour`` is of the clock, UTC. What the control tests must
name for it stands in `tests/demo/truth_cloudtrail.yaml`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from include.model.files import read_yaml
from include.model.frozen import Frozen
from tests.demo.emulated_cloudtrail.traffic import HOME, PRODUCTION, SANDBOX

TRUTH = Path(__file__).parents[1] / "truth_cloudtrail.yaml"
ELSEWHERE = "eu-central-1"
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


class Planted(Frozen):
    """What a test must name.

    ``event`` is the deed's event id, ``item`` what a test names instead of it, with ``{date}`` for that of
    the day; a fault of delivery has the Region and the hour.
    """

    id: str
    ref: str
    scope: str
    day: int
    why: str
    event: str | None = None
    item: str | None = None
    region: str | None = None
    hour: int | None = None


class Truth(Frozen):
    """Every planted defect of the trail, and nothing else deviates."""

    deviations: tuple[Planted, ...]
    unreadable: tuple[Planted, ...]


def truth() -> Truth:
    """Read the truth."""
    return read_yaml(TRUTH, Truth)
