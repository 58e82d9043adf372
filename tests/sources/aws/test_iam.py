from datetime import UTC, datetime, timedelta

import pytest

from include.model.errors import Cause, SourceUnreachable
from include.sources.aws import iam

GENERATED = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date"
)


def arn(user):
    return f"arn:aws:iam::123456789012:{'root' if user.startswith('<') else f'user/{user}'}"


def report(*users):
    rest = "2026-01-02T03:04:05+00:00,true,N/A,N/A,false,false,N/A,N/A,false,N/A,N/A"
    lines = [HEADER, *(f"{user},{arn(user)},{rest}" for user in users)]
    return {"Content": "\n".join(lines).encode(), "GeneratedTime": GENERATED}


def device(serial, user=None):
    return {"SerialNumber": serial, "EnableDate": GENERATED} | (
        {"User": {"Arn": arn(user)}} if user else {}
    )


@pytest.fixture
def answers():
    return {
        "GenerateCredentialReport": {"State": "COMPLETE"},
        "GetCredentialReport": report("<root_account>", "ann", "bob"),
        "GetAccountSummary": {
            "SummaryMap": {"Users": 2, "AccountMFAEnabled": 0, "AccountAccessKeysPresent": 1}
        },
        "GetAccountPasswordPolicy": None,
        "ListVirtualMFADevices": {
            "VirtualMFADevices": [device("arn:aws:iam::123456789012:mfa/ann", "ann")]
        },
        "ListMFADevices": {"MFADevices": []},
    }


@pytest.fixture
def collect(collection, fake_aws, answers):
    """Return what a collection holds after the answers above, changed as told."""

    def run(**changes):
        into = collection(iam.SOURCE)
        waits = []
        aws = fake_aws(into, answers | changes)
        iam.collect(aws, into, sleep=waits.append)
        into.asked, into.waits = aws.asked, waits
        return into

    return run


def errors(into):
    return {name: each.error.cause for name, each in into.readings.items() if each.error}


def test_every_row_of_the_report_is_a_user_as_of_the_reports_own_time(collect, rows):
    into = collect()

    reading = into.readings["aws_iam_users"]
    assert [row["user"] for row in rows(into, iam.USERS)] == ["<root_account>", "ann", "bob"]
    assert (reading.expected_items, reading.source_as_of) == (3, GENERATED)


def summary(users):
    return {"SummaryMap": {"Users": users}}


def listed(**users):
    return {"Users": [{"UserName": name, "CreateDate": made} for name, made in users.items()]}


BEFORE, AFTER = GENERATED - timedelta(hours=1), GENERATED + timedelta(hours=1)


def test_the_users_are_held_against_the_account_summary(collect):
    into = collect()

    reconciliation = into.readings["aws_iam_users"].reconciliation
    assert (reconciliation.independent_count, reconciliation.unexplained_items) == (3, 0)
    assert "ListUsers" not in {operation for operation, _ in into.asked}


def test_users_made_and_deleted_since_the_report_are_named(collect):
    users = listed(ann=BEFORE, cy=AFTER, dee=GENERATED)

    into = collect(GetAccountSummary=summary(3), ListUsers=users)

    reconciliation = into.readings["aws_iam_users"].reconciliation
    assert reconciliation.explained == (
        "created after the report: cy",
        "created after the report: dee",
        "deleted since the report: bob",
    )
    assert (reconciliation.independent_count, reconciliation.unexplained_items) == (4, 0)


@pytest.mark.parametrize(
    ("said", "users", "unexplained"),
    [
        pytest.param(3, {"ann": BEFORE, "bob": BEFORE, "cy": BEFORE}, 1, id="a user kept back"),
        pytest.param(3, {"ann": BEFORE, "bob": BEFORE, "cy": None}, 1, id="a user without a date"),
        pytest.param(7, {"ann": BEFORE, "bob": BEFORE}, 5, id="a list that is short itself"),
        pytest.param(3, {"ann": BEFORE}, 2, id="a page of the list that got lost"),
    ],
)
def test_what_nobody_can_explain_remains(collect, said, users, unexplained):
    into = collect(GetAccountSummary=summary(said), ListUsers=listed(**users))

    assert into.readings["aws_iam_users"].reconciliation.unexplained_items == unexplained


def test_a_report_without_root_is_short_of_one(collect):
    users = listed(ann=BEFORE, bob=BEFORE)

    into = collect(GetCredentialReport=report("ann", "bob"), ListUsers=users)

    assert into.readings["aws_iam_users"].reconciliation.unexplained_items == 1


def test_a_summary_without_its_count_proves_nothing(collect):
    into = collect(GetAccountSummary={"SummaryMap": {"AccountMFAEnabled": 1}})

    assert errors(into) == {
        "aws_iam_users": Cause.MALFORMED,
        "aws_iam_account_summaries": Cause.MALFORMED,
    }


def test_users_that_report_and_lists_disagree_on_are_named_and_fail_nothing(collect):
    lines = report("<root_account>", "ann", "bob")["Content"].decode().splitlines()
    flagged = [line.replace(",N/A,N/A,false,", ",N/A,N/A,true,", 1) for line in lines]
    said = {
        "Content": "\n".join([*flagged[:2], lines[2], flagged[3]]).encode(),
        "GeneratedTime": GENERATED,
    }

    into = collect(GetCredentialReport=said)

    reconciliation = into.readings["aws_iam_mfa_devices"].reconciliation
    assert reconciliation.explained == (
        "mfa_active without a listed device: <root_account> (only its virtual device is ever listed)",
        "mfa_active without a listed device: bob",
        "a listed device without mfa_active: ann",
    )
    assert (reconciliation.independent_count, reconciliation.unexplained_items) == (2, 0)


def test_a_report_that_takes_a_while_is_waited_for(collect, rows):
    states = iter([{"State": "STARTED"}, {"State": "INPROGRESS"}, {"State": "COMPLETE"}])

    into = collect(GenerateCredentialReport=lambda: next(states))

    assert (len(rows(into, iam.USERS)), into.waits) == (3, [0.5, 1])


@pytest.mark.parametrize("name", ["ReportNotPresent", "ReportInProgress", "ReportExpired"])
def test_a_report_that_is_not_there_yet_is_asked_for_again(collect, rows, name):
    assert name in iam._NO_REPORT_YET
    came = iter([None, report("<root_account>")])

    into = collect(GetCredentialReport=lambda: next(came), GetAccountSummary=summary(0))

    assert len(rows(into, iam.USERS)) == 1


def test_aws_still_making_a_report_is_no_failure(collect, rows):
    into = collect(GenerateCredentialReport=None)

    assert len(rows(into, iam.USERS)) == 3


def test_a_report_that_never_comes_is_incomplete_after_a_bounded_wait(collect):
    into = collect(GenerateCredentialReport={"State": "INPROGRESS"})

    assert errors(into) == {
        "aws_iam_users": Cause.INCOMPLETE,
        "aws_iam_mfa_devices": Cause.INCOMPLETE,
    }
    assert "still in progress after 88 seconds" in str(into.readings["aws_iam_users"].error)
    assert len(into.asked) <= 20


def test_a_report_without_a_required_column_fails_the_users_by_name(collect):
    broken = {"Content": b"user,arn\nann,x", "GeneratedTime": GENERATED}

    into = collect(GetCredentialReport=broken)

    assert "user_creation_time" in str(into.readings["aws_iam_users"].error)


@pytest.mark.parametrize("missing", ["Content", "GeneratedTime"])
def test_a_report_without_its_parts_cannot_be_read(collect, missing):
    answer = {key: value for key, value in report("ann").items() if key != missing}

    into = collect(GetCredentialReport=answer)

    assert errors(into)["aws_iam_users"] is Cause.MALFORMED


def test_a_report_that_is_not_utf8_cannot_be_read(collect):
    into = collect(GetCredentialReport={"Content": b"\xff", "GeneratedTime": GENERATED})

    assert errors(into)["aws_iam_users"] is Cause.MALFORMED


@pytest.mark.parametrize(
    ("operation", "failed"),
    [
        ("GetCredentialReport", {"aws_iam_users", "aws_iam_mfa_devices"}),
        ("GetAccountSummary", {"aws_iam_users", "aws_iam_account_summaries"}),
        ("GetAccountPasswordPolicy", {"aws_iam_password_policies"}),
        ("ListVirtualMFADevices", {"aws_iam_mfa_devices"}),
        ("ListMFADevices", {"aws_iam_mfa_devices"}),
    ],
)
def test_one_denied_call_fails_only_what_it_fills(collect, denied, operation, failed):
    into = collect(**{operation: denied})

    assert set(errors(into)) == failed


def test_the_account_summary_says_unknown_where_aws_says_nothing(collect, rows):
    into = collect()

    (row,) = rows(into, iam.SUMMARIES)
    assert row == {
        "account_id": "123456789012",
        "users": 2,
        "mfa_devices": None,
        "mfa_devices_in_use": None,
        "account_mfa_enabled": False,
        "account_access_keys_present": True,
        "account_password_present": None,
    }


def test_no_password_policy_is_data(collect, rows):
    into = collect(GetAccountPasswordPolicy=None)

    (row,) = rows(into, iam.PASSWORD_POLICIES)
    assert (row["policy_exists"], row["minimum_password_length"]) == (False, 0)
    assert (row["require_symbols"], row["require_uppercase_characters"]) == (False, False)


def test_a_password_policy_says_zero_for_what_was_not_set_and_unknown_for_what_is_missing(
    collect, rows
):
    policy = {"MinimumPasswordLength": 14, "RequireSymbols": True, "MaxPasswordAge": 90}

    into = collect(GetAccountPasswordPolicy={"PasswordPolicy": policy})

    (row,) = rows(into, iam.PASSWORD_POLICIES)
    assert (row["policy_exists"], row["minimum_password_length"]) == (True, 14)
    assert (row["password_reuse_prevention"], row["max_password_age"]) == (0, 90)
    assert (row["require_symbols"], row["require_numbers"]) == (True, None)


def test_only_users_without_a_virtual_device_are_asked_for_others(collect):
    into = collect()

    asked = [parameters["UserName"] for name, parameters in into.asked if name == "ListMFADevices"]
    assert asked == ["bob"]


@pytest.mark.parametrize(
    ("serial", "kind"),
    [
        ("arn:aws:iam::123456789012:mfa/bob", "virtual"),
        ("arn:aws:iam::123456789012:u2f/user/bob/key-ABC", "passkey"),
        ("GAHT12345678", "hardware"),
        ("arn:aws:iam::123456789012:sms-mfa/bob", "hardware"),
    ],
)
def test_a_device_is_of_the_kind_its_serial_number_tells(collect, rows, serial, kind):
    into = collect(ListMFADevices={"MFADevices": [device(serial)]})

    found = {row["serial_number"]: row for row in rows(into, iam.MFA_DEVICES)}
    assert (found[serial]["kind"], found[serial]["user"]) == (kind, "bob")


def test_roots_virtual_device_is_roots(collect, rows):
    devices = [device("arn:aws:iam::123456789012:mfa/root-account-mfa-device", "<root_account>")]

    into = collect(ListVirtualMFADevices={"VirtualMFADevices": devices})

    (row,) = rows(into, iam.MFA_DEVICES)
    assert (row["user"], row["user_arn"]) == ("<root_account>", arn("<root_account>"))


def test_a_user_that_was_deleted_meanwhile_has_no_devices(collect):
    into = collect(ListMFADevices=None)

    assert into.readings["aws_iam_mfa_devices"].expected_items == 1


def test_two_thousand_users_stay_within_the_budget_of_calls(collect):
    users = ["<root_account>", *(f"user{number}" for number in range(2000))]
    devices = [device(f"arn:aws:iam::1:mfa/{user}", user) for user in users[1:1501]]

    into = collect(
        GetCredentialReport=report(*users),
        GetAccountSummary=summary(2000),
        ListVirtualMFADevices={"VirtualMFADevices": devices},
    )

    assert len(into.asked) <= 30 + 500
    assert into.readings["aws_iam_mfa_devices"].error is None


def test_the_calls_stand_beside_what_they_filled(collect):
    into = collect()

    made = {name: {a.operation for a in each.answers} for name, each in into.readings.items()}
    assert made["aws_iam_mfa_devices"] == {"ListVirtualMFADevices", "ListMFADevices"}
    assert made["aws_iam_password_policies"] == {"GetAccountPasswordPolicy"}


def test_a_refusal_in_the_middle_of_many_users_is_not_swallowed(collect):
    def answer(UserName):  # noqa: N803
        if UserName == "user7":
            raise SourceUnreachable("throttled", cause=Cause.THROTTLED)
        return {"MFADevices": []}

    users = report("<root_account>", *(f"user{number}" for number in range(20)))

    into = collect(GetCredentialReport=users, GetAccountSummary=summary(20), ListMFADevices=answer)

    assert errors(into)["aws_iam_mfa_devices"] is Cause.THROTTLED
