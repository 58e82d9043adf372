"""The credential report says what AWS says, in AWS's own words for nothing."""

import json
from datetime import UTC, datetime
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from tests.emulated.conftest import NOW

NOTHING = {"password_last_used": "N/A", "password_last_changed": "N/A"}


def test_root_has_the_first_row_and_aws_does_not_tell_of_its_password(report, endpoint):
    rows = report(endpoint)

    assert next(iter(rows)) == "<root_account>"
    root = rows["<root_account>"]
    assert root["arn"] == "arn:aws:iam::123456789012:root"
    assert root["password_enabled"] == "not_supported"
    assert root["password_last_changed"] == "not_supported"
    assert root["password_last_used"] == "2025-01-14T12:00:00+00:00"
    assert root["mfa_active"] == "true"


def test_a_user_without_password_has_no_dates_of_one(report, endpoint):
    row = report(endpoint)["svc-backup"]

    assert row["password_enabled"] == "false"
    assert {column: row[column] for column in NOTHING} == NOTHING
    assert row["password_next_rotation"] == "N/A"


def test_a_password_never_used_has_no_information(report, endpoint):
    row = report(endpoint)["breakglass-birch"]

    assert row["password_last_used"] == "no_information"
    assert row["password_last_changed"] == "2026-01-31T12:00:00+00:00"


def test_a_password_that_expires_names_the_day(report, endpoint):
    sandbox = report(endpoint, "sandbox")
    production = report(endpoint)

    assert sandbox["ana.ferreira"]["password_next_rotation"] == "2026-04-16T12:00:00+00:00"
    assert production["pia.lindqvist"]["password_next_rotation"] == "N/A"


def test_a_key_names_its_last_use_and_s3_has_no_region(report, endpoint):
    rows = report(endpoint)

    used = rows["rafael.okonjo"]
    assert used["access_key_1_last_used_region"] == "eu-west-1"
    assert used["access_key_1_last_used_service"] == "ec2"
    assert rows["svc-backup"]["access_key_1_last_used_region"] == "N/A"
    assert rows["svc-backup"]["access_key_1_last_used_service"] == "s3"


def test_a_key_never_used_and_a_key_that_is_not_there_are_not_applicable(report, endpoint):
    row = report(endpoint)["svc-invoice"]

    assert row["access_key_1_active"] == "true"
    assert row["access_key_1_last_used_date"] == "N/A"
    assert row["access_key_2_active"] == "false"
    assert row["access_key_2_last_rotated"] == "N/A"


def test_hardware_and_passkey_devices_count_as_mfa(report, endpoint):
    rows = report(endpoint)

    assert [rows[user]["mfa_active"] for user in ("breakglass-alder", "breakglass-birch")] == [
        "true",
        "true",
    ]


def test_a_report_is_absent_then_started_then_in_progress_then_complete(start_emulator, connect):
    iam = connect("iam", start_emulator("--now", "2026-03-02T12:00:00Z"))

    with pytest.raises(ClientError, match="ReportNotPresent"):
        iam.get_credential_report()
    first = iam.generate_credential_report()["State"]
    with pytest.raises(ClientError, match="ReportInProgress"):
        iam.get_credential_report()
    second = iam.generate_credential_report()["State"]

    assert (first, second) == ("STARTED", "COMPLETE")
    assert iam.get_credential_report()["GeneratedTime"].isoformat().startswith("2026-03-02T12:0")
    assert not iam.get_credential_report()["Content"].endswith(b"\n")


def test_a_report_with_a_lifetime_is_a_snapshot(start_emulator, connect, report):
    fresh = start_emulator("--report-lifetime", "14400")
    before = report(fresh)

    connect("iam", fresh).create_user(UserName="made.later")

    assert report(fresh).keys() == before.keys()


def test_a_moved_clock_changes_when_it_was_generated_and_no_date_in_it(connect, report, endpoint):
    before = report(endpoint)
    try:
        _move(endpoint, "2026-02-01T06:00:00+00:00")
        moved = report(endpoint)
        generated = connect("iam", endpoint).get_credential_report()["GeneratedTime"]
    finally:
        _move(endpoint, NOW)

    assert moved == before
    assert generated.date() == datetime(2026, 2, 1, tzinfo=UTC).date()


def _move(endpoint, now):
    body = json.dumps({"now": now}).encode()
    urlopen(f"{endpoint}/_demo/now", data=body, timeout=10).close()
