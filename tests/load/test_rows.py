"""What the rows say: collections, versions of dimensions, and the status of now."""

from include.load import load
from tests.load.written import FIRST, KEYS, PRODUCTION, SANDBOX, SECOND, THIRD, control


def test_every_missed_slot_of_every_dataset_has_a_row_with_its_cause(written, database, ask):
    written.miss(FIRST, SECOND)

    load(written.locker, database)

    query = (
        "SELECT dataset, interval_id, status, gap_cause, is_bridged, observed_at, recorded_at "
        "FROM soc2.fct_collection ORDER BY dataset, starts_at"
    )
    assert ask(database, query) == [
        (dataset, slot.id, "missed", "outage", False, None, SECOND.end)
        for dataset in ("aws_iam_mfa_devices", "aws_iam_users")
        for slot in (FIRST, SECOND)
    ]


def test_a_collection_keeps_its_times_and_calls(written, database, ask):
    written.collect(FIRST)

    load(written.locker, database)

    query = (
        "SELECT status, cause, calls, calls_by_operation ->> 'GetCredentialReport', "
        "recorded_at = finished_at, is_emulated FROM soc2.fct_collection"
    )
    assert ask(database, query) == [("failed", "denied", 3, "1", True, True)]


def test_a_changed_control_begins_a_version_and_a_dropped_one_ends(written, database, ask):
    written.judge({}, FIRST, controls=[control(), control("AC-02")])
    written.judge({}, SECOND, controls=[control(wording="Everybody has two factors.")])
    written.judge({}, THIRD, controls=[control()])

    load(written.locker, database)

    query = (
        "SELECT control_id, valid_from_at, valid_to_at, is_current FROM soc2.dim_control "
        "ORDER BY control_id, valid_from_at"
    )
    assert ask(database, query) == [
        ("AC-01", FIRST.end, SECOND.end, False),
        ("AC-01", SECOND.end, THIRD.end, False),
        ("AC-01", THIRD.end, None, True),
        ("AC-02", FIRST.end, SECOND.end, False),
    ]


def test_the_status_has_one_row_per_test_and_scope_of_the_latest_slot(written, database, ask):
    for slot, verdict in ((SECOND, "deviating"), (THIRD, "conforming")):
        for scope in (PRODUCTION, SANDBOX):
            written.judge({"ann": verdict}, slot, scope=scope)
    written.judge({"key": "unreadable"}, FIRST, test=KEYS)
    written.judge({"ann": "deviating"}, THIRD, inputs="another observation")

    load(written.locker, database)

    query = (
        "SELECT test_id, scope_name, interval_id, outcome, is_complete, criterion_id, control_ids, "
        "is_emulated FROM soc2.v_status_now ORDER BY test_id, scope_id"
    )
    assert ask(database, query) == [
        (KEYS, "production", FIRST.id, "inconclusive", False, "CC6.1", [], True),
        (
            "console_users_have_mfa",
            "production",
            THIRD.id,
            "deviations",
            True,
            "CC6.1",
            ["AC-01"],
            True,
        ),
        (
            "console_users_have_mfa",
            "sandbox",
            THIRD.id,
            "no_deviations",
            True,
            "CC6.1",
            ["AC-01"],
            True,
        ),
    ]
