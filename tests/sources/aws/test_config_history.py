"""The state in which a day ended is AWS Config's own record; where it has none nothing is made up."""

import gzip
from datetime import timedelta

import pytest

from include.locker import Locker
from include.model.errors import Cause, NotDeclared, WindowOpen
from tests.demo.emulated_config import shapes
from tests.demo.emulated_config.shapes import block, bucket
from tests.sources.aws.recorded_config import (
    AFTER,
    BEFORE,
    BUCKETS,
    DAY,
    DELIVERY,
    LONG_AGO,
    NOON,
    OBJECTS,
    Recorded,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def recorded(account, tmp_path):
    return Recorded(account, Locker.open(tmp_path / "locker"))


@pytest.fixture
def quiet(recorded):
    """Let one bucket stand as it did since long ago."""
    for at in (BEFORE, AFTER):
        recorded.snapshot(at, bucket("claims", LONG_AGO))
    return recorded


def names(recorded, made):
    return {row["name"]: row["versioning"] for row in recorded.rows(made) if not row["deleted"]}


def test_what_both_snapshots_say_is_the_state_in_which_the_day_ended(quiet):
    made = quiet.extract()

    assert names(quiet, made) == {"claims": "Enabled"}
    (recording,) = quiet.rows(made, "aws_config_recordings")
    assert recording == {
        "region": "us-east-1",
        "before_at": BEFORE,
        "after_at": AFTER,
        "resources": 1,
        "changes": 0,
    }
    assert {each.unreadable for each in made.values()} == {None}


def test_a_buckets_settings_are_read_in_every_form_that_aws_config_writes(recorded):
    refusal = shapes.statement(
        Sid="tls",
        Effect="Deny",
        Principal="*",
        Action="s3:*",
        Resource=["arn:aws:s3:::claims", "arn:aws:s3:::claims/*"],
        Condition={"Bool": {"aws:SecureTransport": "false"}},
    )
    settings = {
        "encryption": ("aws:kms", "arn:aws:kms:us-east-1:1:key/k"),
        "blocked": block(but=["blockPublicPolicy"]),
        "policy": refusal,
        "public": ["Read"],
        "versioning": "Off",
        "data_class": " Confidential ",
    }
    for at in (BEFORE, AFTER):
        recorded.snapshot(at, bucket("claims", LONG_AGO, **settings))

    (row,) = recorded.rows(recorded.extract())

    (statement,) = row.pop("statements")
    assert row == {
        "name": "claims",
        "arn": "arn:aws:s3:::claims",
        "region": "us-east-1",
        "captured_at": LONG_AGO,
        "deleted": False,
        "read_errors": [],
        "sse_algorithm": "aws:kms",
        "kms_key_id": "arn:aws:kms:us-east-1:1:key/k",
        "block_public_acls": True,
        "ignore_public_acls": True,
        "block_public_policy": False,
        "restrict_public_buckets": True,
        "policy_exists": True,
        "acl_public_grants": ["AllUsers:Read"],
        "versioning": "never_enabled",
        "data_class": "confidential",
    }
    assert statement["principals"] == ["*"]
    assert statement["conditions"] == [
        {"operator": "bool", "key": "aws:securetransport", "values": ["false"]}
    ]


def test_the_last_change_before_the_days_end_counts_and_none_after_it(recorded):
    late = DAY.end + HOUR
    recorded.snapshot(BEFORE, bucket("claims", LONG_AGO))
    recorded.history(
        bucket("claims", NOON, versioning="Suspended"), bucket("new", NOON + HOUR, versioning="Off")
    )
    recorded.history(bucket("claims", late), delivered_at=late + HOUR)
    recorded.snapshot(AFTER, bucket("claims", late), bucket("new", NOON + HOUR, versioning="Off"))

    made = recorded.extract()

    assert names(recorded, made) == {"claims": "Suspended", "new": "never_enabled"}
    assert made[BUCKETS].unreadable is None


def test_a_change_at_midnight_belongs_to_the_next_day(recorded):
    recorded.snapshot(BEFORE, bucket("claims", LONG_AGO))
    recorded.history(bucket("claims", DAY.end, versioning="Suspended"))
    recorded.snapshot(AFTER, bucket("claims", DAY.end, versioning="Suspended"))

    assert names(recorded, recorded.extract()) == {"claims": "Enabled"}


def test_what_was_deleted_on_the_day_is_there_no_more_and_said_to_be(recorded):
    recorded.snapshot(BEFORE, bucket("claims", LONG_AGO), bucket("old", LONG_AGO))
    recorded.history(bucket("old", NOON, status="ResourceDeleted"))
    recorded.snapshot(AFTER, bucket("claims", LONG_AGO))

    made = recorded.extract()

    assert names(recorded, made) == {"claims": "Enabled"}
    assert {row["name"]: row["deleted"] for row in recorded.rows(made)} == {
        "claims": False,
        "old": True,
    }


@pytest.mark.parametrize("missing", [BEFORE, AFTER], ids=["before", "after"])
def test_a_day_without_a_snapshot_on_one_side_of_its_end_is_a_gap(quiet, missing):
    del quiet.objects[shapes.snapshot_key(missing)]

    made = quiet.extract()

    assert {each.cause for each in made.values()} == {Cause.NOT_RECORDED}
    assert "none in the 27 hours" in made[BUCKETS].message


def test_a_week_without_a_recorder_is_a_gap_though_both_its_ends_say_the_same(quiet):
    del quiet.objects[shapes.snapshot_key(AFTER)]
    quiet.snapshot(AFTER + timedelta(days=7), bucket("claims", LONG_AGO))

    made = quiet.extract()

    assert made[BUCKETS].cause is Cause.NOT_RECORDED
    assert made[BUCKETS].parquet is None


def test_snapshots_that_come_more_rarely_than_scope_yaml_says_prove_nothing(quiet):
    hourly = DELIVERY.model_copy(update={"snapshots_every_hours": 6})

    assert quiet.extract(delivery=hourly)[BUCKETS].cause is Cause.NOT_RECORDED


def test_a_day_is_not_told_before_its_second_snapshot_is_due(quiet):
    with pytest.raises(WindowOpen, match="can't be told before 2026-11-22T03:00:00Z"):
        quiet.extract(at=DAY.end + 26 * HOUR)


def test_a_state_that_no_history_file_leads_to_is_a_hole(recorded):
    recorded.snapshot(BEFORE, bucket("claims", LONG_AGO))
    recorded.snapshot(AFTER, bucket("claims", NOON, versioning="Suspended"))

    made = recorded.extract()

    assert names(recorded, made) == {"claims": "Suspended"}
    assert "claims of 2026-11-20T12:00:00Z stands in no history file" in made[BUCKETS].unreadable


def test_what_is_gone_without_a_record_is_a_hole(recorded):
    recorded.snapshot(BEFORE, bucket("claims", LONG_AGO), bucket("old", LONG_AGO))
    recorded.snapshot(AFTER, bucket("claims", LONG_AGO))

    made = recorded.extract()

    assert "AWS::S3::Bucket old is gone and nothing says when" in made[BUCKETS].unreadable


def test_what_is_no_longer_recorded_is_a_hole_and_has_no_state(recorded):
    recorded.snapshot(BEFORE, bucket("claims", LONG_AGO), bucket("old", LONG_AGO))
    recorded.history(bucket("old", NOON, status="ResourceNotRecorded"))
    recorded.snapshot(AFTER, bucket("claims", LONG_AGO))

    made = recorded.extract()

    assert names(recorded, made) == {"claims": "Enabled"}
    assert "old was not recorded from 2026-11-20T12:00:00Z on" in made[BUCKETS].unreadable


BROKEN = [
    pytest.param(body, reason, id=reason)
    for body, reason in (
        (b"", "empty: it has no bytes"),
        (b'{"configurationItems": []}', "malformed: not gzip"),
        (gzip.compress(b"{")[:-4], "truncated: the gzip stream has no end"),
        (gzip.compress(b'{"configurationItems": [{'), "malformed: not JSON"),
        (gzip.compress(b'{"Records": []}'), "foreign: no file of AWS Config"),
    )
]


@pytest.mark.parametrize(("body", "reason"), BROKEN)
def test_a_history_file_that_nobody_can_read_is_quarantined_and_the_day_not_whole(
    quiet, body, reason
):
    key = quiet.history(bucket("claims", NOON))
    quiet.put(key, body)

    made = quiet.extract()

    (row,) = [each for each in quiet.rows(made, OBJECTS) if each["status"] == "quarantined"]
    assert row["reason"].startswith(reason)
    assert made[BUCKETS].unreadable.startswith(f"config/{key} (SHA-256 {row['sha256']}) can't")


@pytest.mark.parametrize(("body", "reason"), BROKEN)
def test_a_snapshot_that_nobody_can_read_is_none_and_the_gap_names_it(quiet, body, reason):
    quiet.put(shapes.snapshot_key(AFTER), body)

    made = quiet.extract()

    assert made[BUCKETS].cause is Cause.NOT_RECORDED
    assert f"can't be read: {reason}" in made[BUCKETS].message


def test_another_snapshot_in_time_stands_in_for_a_broken_one(quiet):
    quiet.put(shapes.snapshot_key(AFTER), b"")
    quiet.snapshot(AFTER + HOUR, bucket("claims", LONG_AGO))

    made = quiet.extract()

    assert names(quiet, made) == {"claims": "Enabled"}
    assert [each["status"] for each in quiet.rows(made, OBJECTS)].count("quarantined") == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"configurationItemCaptureTime": "soon"}, "'soon' is no time"),
        ({"configurationItemCaptureTime": "2026-11-20T12:00:00"}, "says no time zone"),
        ({"configurationItemStatus": "Fine"}, "status 'Fine' is not known"),
        ({"awsAccountId": "999999999999"}, "it is of account 999999999999"),
        ({"configurationStateId": "x"}, "configurationStateId 'x' is no number"),
        ({"resourceId": None}, "Expected `str`"),
    ],
)
def test_an_item_that_nobody_can_read_is_counted_and_the_others_are_kept(quiet, change, reason):
    quiet.history(bucket("claims", NOON) | change, bucket("claims", NOON, versioning="Suspended"))

    made = quiet.extract()

    (row,) = [each for each in quiet.rows(made, OBJECTS) if each["kind"] == "history"]
    assert (row["status"], row["items"], row["kept"], row["quarantined"]) == (
        *("quarantined", 2),
        *(1, 1),
    )
    assert row["reason"].startswith("malformed: item 1: ")
    assert reason in row["reason"]
    assert names(quiet, made) == {"claims": "Suspended"}


def test_files_of_other_types_are_not_read_and_a_foreign_name_is_not_passed_over(quiet):
    other = shapes.item("AWS::EC2::Volume", "vol-1", NOON, {})
    quiet.history(other)
    quiet.put(f"{shapes.folder(NOON)}ConfigHistory/notes.txt", b"hello")

    made = quiet.extract()

    assert sorted(each["kind"] for each in quiet.rows(made, OBJECTS)) == [
        *("foreign", "snapshot", "snapshot")
    ]
    assert "its name is none that AWS Config gives" in made[BUCKETS].unreadable


def test_a_type_of_which_no_snapshot_holds_anything_is_not_taken_for_nothing(quiet):
    silent = DELIVERY.model_copy(update={"without": ()})

    made = quiet.extract(delivery=silent)

    assert made[BUCKETS].unreadable is None
    assert "no snapshot holds any AWS::IAM::Group" in made["aws_config_iam_principals"].unreadable
    blocks = made["aws_config_s3_account_public_access_blocks"]
    assert (blocks.received_items, "AccountPublicAccessBlock" in blocks.unreadable) == (0, True)


def test_an_account_that_is_said_to_have_no_block_has_none(quiet):
    made = quiet.extract()

    (row,) = quiet.rows(made, "aws_config_s3_account_public_access_blocks")
    assert (row["block_exists"], row["restrict_public_buckets"]) == (False, False)


def test_a_region_that_records_too_and_is_not_named_leaves_every_dataset_open(quiet):
    quiet.snapshot(AFTER, bucket("claims", LONG_AGO), region="eu-west-1")

    made = quiet.extract()

    assert "AWS Config records in eu-west-1, too" in made[BUCKETS].unreadable


def test_every_region_that_is_named_must_have_recorded(quiet):
    both = DELIVERY.model_copy(update={"regions": ("us-east-1", "eu-west-1")})

    made = quiet.extract(delivery=both)

    assert made[BUCKETS].cause is Cause.NOT_RECORDED
    assert made[BUCKETS].message.startswith("eu-west-1: ")


def test_a_delivery_channel_may_have_a_prefix(recorded):
    for at in (BEFORE, AFTER):
        recorded.snapshot(at, bucket("claims", LONG_AGO), home="our/config/AWSLogs/")

    made = recorded.extract(delivery=DELIVERY.model_copy(update={"prefix": "our/config"}))

    assert names(recorded, made) == {"claims": "Enabled"}


def test_an_account_without_aws_config_owes_nothing(quiet):
    with pytest.raises(NotDeclared, match="config_delivery"):
        quiet.extract(delivery=None)

    assert list(quiet.locker.entries()) == []


def test_the_same_day_collected_again_adds_nothing(quiet):
    first = quiet.extract()
    entries = len(list(quiet.locker.entries()))

    again = quiet.extract()

    assert again[BUCKETS].received_items == first[BUCKETS].received_items == 1
    assert len(list(quiet.locker.entries())) == entries
