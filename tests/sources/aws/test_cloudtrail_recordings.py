"""Real objects of CloudTrail, recorded by other people, are read whole: every event of every version.

They are no part of this project. SOC2_RECORDINGS names a folder that holds `cloudtrail/**/*.json`: delivered
objects, one or more of each version, and those that are malformed named `bad*.json`.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.model.interval import Interval, IntervalKind
from include.sources.aws._cloudtrail_intake import Intake
from include.sources.aws._cloudtrail_objects import Delivered, Listed
from include.sources.aws._seen import Seen

FOLDER = os.environ.get("SOC2_RECORDINGS")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="SOC2_RECORDINGS names no folder of recorded answers"
)
EVER = Interval(
    kind=IntervalKind.WINDOW,
    start=datetime(2010, 1, 1, tzinfo=UTC),
    end=datetime(2100, 1, 1, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def read():
    """Return each file's name, what it was quarantined for, its events and the rows that were kept."""
    found = []
    for path in sorted((Path(FOLDER) / "cloudtrail").rglob("*.json")):
        body, written = path.read_bytes(), []
        intake = Intake(EVER, written.append, Seen())
        listed = Listed("b", path.name, None, len(body), EVER.start, "r", EVER.start)
        intake.add(Delivered(listed, None, body))
        (row,) = intake.finish()
        rows = [each for table in written for each in table.to_pylist()]
        found.append((path.name, row.reason, json.loads(body)["Records"], rows))
    return found


def test_every_event_is_kept(read):
    for name, reason, events, rows in read:
        if not name.startswith("bad"):
            assert (name, reason, len(rows)) == (name, None, len(events))
            stated = [(e["eventTime"], e["eventName"], e["eventSource"]) for e in events]
            assert [
                (f"{row['event_time']:%FT%TZ}", row["event_name"], row["event_source"])
                for row in rows
            ] == stated
            assert [row["principal_arn"] for row in rows] == [
                (e["userIdentity"] or {}).get("arn") for e in events
            ]


def test_every_version_is_there(read):
    versions = {row["event_version"] for *_, rows in read for row in rows}

    assert {f"1.{n:02d}" for n in range(1, 12)} | {"1.0"} <= versions | {"1.10", "1.11"}


def test_what_is_malformed_is_quarantined_by_its_name(read):
    bad = [(name, reason) for name, reason, *_ in read if reason]

    assert bad
    assert all(name.startswith("bad") and reason.startswith("malformed") for name, reason in bad)
    assert {name for name, _ in bad} == {name for name, *_ in read if name.startswith("bad")}
