"""Whatever an object holds: every event is kept as it is, a duplicate, of another day, or quarantined."""

import gzip
import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from include.sources.aws._redaction import is_secret_name, may_hold_secrets
from include.sources.aws._seen import Seen
from tests.sources.aws.delivered import COUNTS, event, packed, taken

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
TEXTS = st.none() | st.text(max_size=20)
IDS = st.sampled_from([f"00000000-0000-4000-8000-{n:012d}" for n in range(4)]) | st.text(
    max_size=40
)
TIMES = st.sampled_from(["2026-11-20T00:00:00Z", "2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z"])
GOOD = st.fixed_dictionaries(
    {
        "eventVersion": st.sampled_from(["1.0", "1.01", "1.11", "2.0"]),
        "eventType": st.just("AwsApiCall"),
        "eventTime": TIMES,
        "eventName": st.text(max_size=9) | st.just("AssumeRole"),
        "eventID": IDS,
    },
    optional={
        "eventSource": TEXTS,
        "userAgent": TEXTS,
        "errorMessage": TEXTS,
        "readOnly": st.none() | st.booleans(),
        "userIdentity": st.none() | st.fixed_dictionaries({"type": TEXTS, "arn": TEXTS}),
        "requestParameters": JSON,
        "brandNew": JSON,
    },
)
ANY = (
    GOOD
    | st.dictionaries(
        st.sampled_from(
            ["eventTime", "eventName", "eventID", "userIdentity", "resources", "userAgent"]
        ),
        JSON | TIMES,
    )
    | JSON
)


@given(st.lists(st.lists(ANY, max_size=6), max_size=3))
@example([[{}]])
@example([[{"eventTime": "2026-11-20T00:00:00Z", "eventName": "", "userIdentity": 1}]])
def test_no_event_is_lost(objects):
    rows, found = taken(*(packed(*events) for events in objects))

    for events, row in zip(objects, found, strict=True):
        assert row["events"] == len(events) == sum(row[what] for what in COUNTS)
        assert (row["status"] == "quarantined") == (row["quarantined"] > 0) == bool(row["reason"])
    assert len({row["event_id"] for row in rows}) == len(rows)


@given(st.lists(GOOD, max_size=8))
def test_an_event_round_trips(events):
    rows, _ = taken(packed(*events))

    expected = {}
    for each in events:
        if each["eventID"] and each["eventTime"] < "2026-11-21":
            expected.setdefault(each["eventID"], each)
    kept = {row["event_id"]: row for row in rows if not row["event_id"].startswith("sha256:")}
    assert set(kept) == set(expected)
    for name, each in expected.items():
        row, who = kept[name], each.get("userIdentity") or {}
        assert row["event_time"] == datetime.fromisoformat(each["eventTime"])
        stated = ("eventName", "eventSource", "userAgent", "errorMessage", "readOnly")
        columns = ("event_name", "event_source", "user_agent", "error_message", "read_only")
        assert [row[column] for column in columns] == [each.get(field) for field in stated]
        assert (row["principal_type"], row["principal_arn"]) == (who.get("type"), who.get("arn"))


@given(st.binary(max_size=60) | st.binary(max_size=60).map(gzip.compress))
def test_whatever_stands_in_an_object_is_quarantined_with_its_reason(body):
    rows, (found,) = taken(body)

    assert rows == []
    assert found["status"] == "quarantined"
    assert found["reason"].partition(":")[0] in {"empty", "truncated", "malformed", "foreign"}


@given(st.integers(1, 400))
def test_an_object_that_breaks_off_anywhere_is_quarantined(cut):
    whole = packed(*(event(number) for number in range(20)))

    _, (found,) = taken(whole[: -min(cut, len(whole))])

    assert found["status"] == "quarantined"


@given(JSON)
def test_an_object_of_another_kind_is_quarantined(content):
    _, (found,) = taken(gzip.compress(json.dumps(content).encode()))

    assert found["status"] == "quarantined"


IDENTIFIERS = st.lists(IDS | st.uuids().map(str), max_size=30)


@given(st.lists(IDENTIFIERS, max_size=5))
def test_an_id_comes_once_for_the_first_time(batches):
    seen, before = Seen(), set()

    for batch in batches:
        found = seen.first_time(pa.array(batch, pa.string())).tolist()
        for each, is_first in zip(batch, found, strict=True):
            assert is_first == (each not in before)
            before.add(each)


def test_ids_of_which_one_half_is_the_same_are_told_apart():
    ids = [f"00000000-0000-4000-{n:04x}-00000000000{m}" for n in (8, 9) for m in range(3)]
    seen = Seen()

    first = [seen.first_time(pa.array(ids[at : at + 2])).tolist() for at in (0, 2, 4, 1)]

    assert first == [[True, True], [True, True], [True, True], [False, False]]


@pytest.mark.parametrize(
    "name", ["sessionToken", "master_user_password", "x-api-key", "Base32StringSeed"]
)
def test_a_name_of_a_secret_is_suspected_unread(name):
    assert is_secret_name(name)
    assert may_hold_secrets(json.dumps({name: "hush"}).encode())


def test_a_name_that_is_written_in_escapes_is_suspected():
    assert may_hold_secrets(b'{"p\\u0061ssword": "hush"}')


def test_the_first_event_of_the_window_is_in_and_the_first_after_it_is_not():
    start, end = event(1, "2026-11-20T00:00:00Z"), event(2, "2026-11-21T00:00:00Z")

    rows, _ = taken(packed(start, end))

    assert [row["event_time"] for row in rows] == [datetime(2026, 11, 20, tzinfo=UTC)]


def test_many_events_of_another_day_leave_those_of_the_window_whole():
    others = [event(number, "2026-11-21T00:00:00Z") for number in range(4_100)]

    rows, objects = taken(packed(event(5_000)), packed(*others), packed(event(5_001)))

    assert [int(row["event_id"][-4:]) for row in rows] == [5000, 5001]
    assert [row["outside"] for row in objects] == [0, 4_100, 0]
