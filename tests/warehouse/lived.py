"""A warehouse with a life behind it, in which every view has rows."""

from datetime import date

import pytest

from include.conclude import conclude
from include.load import load
from include.model.interval import slot_of, window_of
from tests.load.written import FIRST, KEYS, PRODUCTION, RUN, SANDBOX, SECOND, THIRD, WAIVER, Written

FOURTH = slot_of(THIRD.end)


@pytest.fixture
def lived(tmp_path, database):
    """Two scopes, state and events, a gap, a failure, a correction, waivers and reviews; loaded."""
    written = Written(tmp_path / "locker")
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
    load(written.locker, database)
    days = (date(2026, 11, 1), date(2026, 11, 30))
    conclude(written.locker, database, period_id="November", days=days, run=RUN)
    load(written.locker, database)
    return database
