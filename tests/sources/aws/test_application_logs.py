"""Every line of an application's log is kept, or quarantined by its object, number and reason."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from include.extract import extract
from include.locker import Locker
from include.model.account import AwsAccount
from include.model.application_log import ApplicationLog
from include.model.interval import window_of
from include.model.provenance import command_line_run
from include.sources.aws import application_logs, connect
from include.sources.aws._application_lines import Unreadable, lines
from include.sources.collection import Collection
from tests.sources.conftest import ACCOUNT, FakeAws

DAY = window_of(datetime(2026, 11, 20, tzinfo=UTC))
NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
EVENTS, OBJECTS = "aws_application_events", "aws_application_log_objects"
LOG = ApplicationLog(
    application="orders",
    bucket="logs",
    folder="ApplicationLogs/orders/%Y/%m/%d/",
    data_class="confidential",
    members={"actor": "user.id"},
)
WHOLE = (
    b'{"time": "2026-11-20T10:00:00+01:00", "user": {"id": 7}, "action": "read", '
    b'"resource": {"order": 1}, "source_address": "192.0.2.1"}\n'
)
_ACCOUNT = AwsAccount(id=ACCOUNT, name="production", environment="production")


class Applications:
    """A bucket of logs, and what a locker has of one day of it."""

    def __init__(self, s3, session, account, locker):
        self.s3, self.session, self.account, self.locker = s3, session, account, locker

    def write(self, name, body, folder="ApplicationLogs/orders/2026/11/20/"):
        self.s3.put_object(Bucket="logs", Key=f"{folder}{name}", Body=body)

    def extract(self, logs=(LOG,), at=NOW):
        declared = _ACCOUNT.model_copy(update={"application_logs": logs})
        made = extract(
            "aws.application_logs",
            self.account,
            lambda scope, into: connect(self.session, scope, into, account=declared),
            locker=self.locker,
            run=command_line_run(),
            interval=DAY,
            clock=lambda: at,
        )
        return {each.dataset: each for each in made.manifests}

    def rows(self, name=EVENTS):
        kept = [e.record for e in self.locker.entries() if e.record.dataset == name]
        return [r for m in kept if m.parquet for r in self.locker.table(m.parquet).to_pylist()]


@pytest.fixture
def applications(session, account, moto, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    s3 = session.client("s3")
    s3.create_bucket(Bucket="logs")
    return Applications(s3, session, account, Locker.open(tmp_path / "locker"))


def test_a_line_says_who_did_what_to_which_resource_when_and_from_where(applications):
    applications.write("a.json.gz", gzip.compress(WHOLE))

    applications.extract()

    (row,) = applications.rows()
    assert row.pop("object_sha256")
    key = "logs/ApplicationLogs/orders/2026/11/20/a.json.gz"
    assert row == {
        "event_id": f"{key}:1",
        "application": "orders",
        "data_class": "confidential",
        "actor": "7",
        "action": "read",
        "resource": '{"order":1}',
        "event_time": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "stated_time": "2026-11-20T10:00:00+01:00",
        "source_address": "192.0.2.1",
        "object_key": key,
        "line": 1,
    }


def test_the_folder_of_another_day_is_not_read(applications):
    applications.write("a.json", WHOLE, folder="ApplicationLogs/orders/2026/11/21/")

    made = applications.extract()

    assert made[EVENTS].received_items == made[OBJECTS].received_items == 0


def test_lines_that_nobody_can_read_are_counted_and_the_first_is_named(applications):
    applications.write("a.json", WHOLE + b"\n{broken\n[1]\n" + WHOLE)

    made = applications.extract()

    (row,) = applications.rows(OBJECTS)
    assert (row["status"], row["lines"], row["kept"], row["quarantined"]) == (
        *("quarantined", 4),
        *(2, 2),
    )
    assert row["reason"].startswith("line 3: malformed: ")
    assert made[EVENTS].received_items == made[EVENTS].expected_items == 2
    assert made[EVENTS].unreadable.startswith(f"logs/{row['key']} (SHA-256 {row['sha256']}) can't")


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.json", b"", "empty"),
        ("a.json.gz", b"neither packed nor JSON", "malformed: not gzip"),
        ("a.json.gz", gzip.compress(WHOLE)[:-9], "truncated"),
        ("a.csv", WHOLE, "foreign"),
    ],
)
def test_an_object_that_nobody_can_read_is_quarantined_with_its_reason(
    applications, name, body, reason
):
    applications.write(name, body)

    made = applications.extract()

    (row,) = applications.rows(OBJECTS)
    assert row["reason"].startswith(reason)
    assert row["lines"] is None
    assert reason in made[EVENTS].unreadable


def test_what_is_written_late_comes_as_a_revision_of_what_is_new(applications):
    applications.write("a.json", WHOLE)
    applications.extract()
    applications.write("b.json", WHOLE)

    made = applications.extract(at=datetime(2026, 11, 22, 7, tzinfo=UTC))

    assert made[EVENTS].revision == 1
    assert [row["object_key"][-6:] for row in applications.rows()] == ["a.json", "b.json"]


def test_an_account_of_which_nobody_says_where_its_logs_lie_is_not_kept(applications):
    made = applications.extract(logs=None)

    assert {each.cause for each in made.values()} == {"not_kept"}
    assert "application_logs" in made[EVENTS].message


def test_an_account_that_has_no_applications_has_no_events(applications):
    assert applications.extract(logs=())[EVENTS].received_items == 0


def test_a_bucket_that_is_not_there_fails_by_name(applications):
    gone = LOG.model_copy(update={"bucket": "gone"})

    made = applications.extract(logs=(gone,))

    assert made[EVENTS].status == "failed"
    assert "Bucket gone" in made[EVENTS].message


def test_an_object_of_another_size_than_it_was_listed_with_did_not_come_whole():
    into = Collection(application_logs.SOURCE)
    into.interval = DAY
    key = LOG.folder_of(DAY.start) + "a.json"
    listed = {"Key": key, "Size": len(WHOLE) + 1, "LastModified": NOW}
    answers = {"ListObjectsV2": {"KeyCount": 1, "Contents": [listed]}, "GetObject": {"Body": WHOLE}}
    aws = FakeAws(into, answers)
    aws.application_logs = (LOG,)

    application_logs.collect(aws, into)

    error = into.readings[EVENTS].error
    assert "bytes came; run again" in str(error)


@pytest.mark.parametrize(
    ("stated", "instant"),
    [
        ('"2026-11-20T10:00:00Z"', datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ('"2026-11-20T10:00:00.123456789+01:00"', datetime(2026, 11, 20, 9, 0, 0, 123456, UTC)),
        ("1795168800", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("1795168800000", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ('"2026-11-20T10:00:00"', None),
        ('"2026-11-20"', None),
        ('"yesterday"', None),
        ('"0001-01-01T00:00:00+01:00"', None),
        ("1e300", None),
        ("true", None),
        ("null", None),
    ],
)
def test_a_time_is_an_instant_only_where_a_zone_or_the_count_since_1970_says_so(stated, instant):
    (line,) = lines(LOG, "a.json", f'{{"time": {stated}}}'.encode())

    assert line.says["event_time"] == instant


@pytest.mark.parametrize("empty", ['""', '"  "', "null", "[]", "{}"])
def test_a_member_of_nothing_states_nothing(empty):
    (line,) = lines(LOG, "a.json", f'{{"user": {{"id": {empty}}}}}'.encode())

    assert line.says["actor"] is None


def test_the_class_that_a_line_states_goes_first():
    (line,) = lines(LOG, "a.json", b'{"data_class": "public"}')

    assert line.says["data_class"] == "public"


@given(st.lists(st.binary()))
def test_every_line_is_kept_or_has_a_reason(content):
    body = b"\n".join(content)
    try:
        found = list(lines(LOG, "a.json", body))
    except Unreadable:
        assert not body
        return

    assert len(found) == sum(bool(each.strip()) for each in body.split(b"\n"))
    assert all((each.says is None) is (each.reason is not None) for each in found)


@pytest.mark.parametrize(
    "folder", ["logs/", "logs/%Y/%m/%d", "/logs/%Y/%m/%d/", "logs/%Y/%m/%H/", "logs/%Y/%m/%d/%d/"]
)
def test_a_folder_that_does_not_name_a_day_is_refused_with_an_example(folder):
    with pytest.raises(ValidationError, match="ApplicationLogs/orders/%Y/%m/%d/"):
        ApplicationLog(application="orders", bucket="logs", folder=folder)


def test_two_logs_in_one_place_are_refused():
    with pytest.raises(ValidationError, match="name each place once"):
        AwsAccount(**(_ACCOUNT.model_dump() | {"application_logs": [LOG, LOG]}))
