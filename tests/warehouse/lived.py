"""A warehouse with a life behind it, in which every view has rows."""

from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.conclude import conclude
from include.load import load
from include.locker.seal import seal
from include.model.interval import slot_of, window_of
from include.model.sample import Period
from include.sample import discard, draw, freeze
from tests.load.written import FIRST, KEYS, PRODUCTION, RUN, SANDBOX, SECOND, THIRD, WAIVER, Written

FOURTH = slot_of(THIRD.end)
NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))


@pytest.fixture
def lived(tmp_path, database):
    live(tmp_path / "locker", database)
    return database


def live(folder, database):
    """Load two scopes, state and events, a gap, a failure, a correction, waivers, a sample, a conclusion."""
    written = Written(folder)
    for slot, verdict in ((FIRST, "deviating"), (SECOND, "unreadable"), (FOURTH, "conforming")):
        for scope in (PRODUCTION, SANDBOX):
            written.collect(slot, scope)
            written.judge({"ann": verdict, "bob": "conforming"}, slot, scope=scope)
    written.miss(THIRD)
    written.judge({}, THIRD, missing="nothing ran")
    day = window_of(FIRST.start)
    written.tell(
        "aws.cloudtrail_events", [{"event_name": "StopLogging", "event_time": FIRST.start}], day
    )
    written.judge({"merge 1": "deviating"}, day, test=KEYS, nature="events")
    written.judge({"ann": "conforming"}, SECOND, inputs="late", recorded_at=FOURTH.end)
    written.judge({"merge 1": "conforming"}, day, test=KEYS, nature="events", inputs="late")
    period = {"id": "November", "starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    scope = {"company": "Example", "starts_on": "2026-01-01", "observation_periods": [period]}
    written.register(
        "register_waivers", [WAIVER, WAIVER | {"waiver_id": "unused", "items": ["eve"]}]
    )
    written.judge({"ann": "deviating"}, slot_of(FOURTH.end), scope_file=scope)
    _sample(written)
    load(written.locker, database)
    days, said = (NOVEMBER.first, NOVEMBER.last), {"run": RUN, "clock": _later}
    conclude(written.locker, database, period_id="November", days=days, **said)
    load(written.locker, database)
    return written


def _sample(written):
    said = {"run": RUN, "clock": _later}
    freeze(written.locker, "AC-01", NOVEMBER, **said)
    seal(written.locker, Ed25519PrivateKey.generate(), **said)
    drawn = draw(written.locker, "AC-01", NOVEMBER, seed="mistyped", size=1, **said)
    discard(written.locker, drawn.number, "the seed was mistyped", **said)


def _later():
    return datetime(2026, 12, 1, tzinfo=UTC)
