from datetime import timedelta

import pytest

from include.model.errors import LockerCorrupt
from include.model.verdict import Outcome
from include.report import summarise
from tests.report.written import MORNING, PRODUCTION, SANDBOX

MFA = "console_users_have_mfa"
EVENING = MORNING.model_copy(
    update={"start": MORNING.start + timedelta(hours=6), "end": MORNING.end + timedelta(hours=6)}
)
ANA = ("ana", "deviating", "ana has no second factor")
BO = ("bo", "conforming", None)
CY = ("cy", "unreadable", "mfa_active is unknown")
DEE = ("dee", "not_yet_due", "dee has no second factor yet")


def test_a_locker_without_judgements_has_no_summary(writer):
    writer.collect("aws_s3_buckets", PRODUCTION, [{"name": "a"}])

    summary = summarise(writer.locker)

    assert summary is None


def test_a_test_counts_its_items_over_all_scopes(writer):
    writer.judge((MFA, PRODUCTION, [ANA, BO, CY], []), (MFA, SANDBOX, [BO, DEE], []))

    test = summarise(writer.locker).tests[0]

    assert (
        test.population_items,
        test.conforming_items,
        test.deviating_items,
        test.unreadable_items,
        test.not_yet_due_items,
        test.outcome,
        test.is_complete,
    ) == (5, 2, 1, 1, 1, Outcome.DEVIATIONS, False)


def test_every_deviating_and_unreadable_item_is_named_with_scope_and_reason(writer):
    writer.judge((MFA, PRODUCTION, [ANA, BO], []), (MFA, SANDBOX, [CY], []))

    test = summarise(writer.locker).tests[0]

    assert [(each.label, each.scope.name, each.reason) for each in test.deviating] == [
        ("ana", "production", "ana has no second factor")
    ]
    assert [(each.label, each.scope.name) for each in test.unreadable] == [("cy", "sandbox")]


def test_a_scope_without_evidence_makes_the_whole_test_inconclusive(writer):
    writer.judge((MFA, PRODUCTION, [BO], []), (MFA, SANDBOX, "AccessDenied: ask for it", []))

    test = summarise(writer.locker).tests[0]

    assert (test.outcome, test.is_seen) == (Outcome.INCONCLUSIVE, False)


def test_only_the_latest_slot_counts(writer):
    writer.judge((MFA, PRODUCTION, [ANA], []), slot=MORNING)
    writer.judge((MFA, PRODUCTION, [BO], []), slot=EVENING)
    writer.judge((MFA, PRODUCTION, [ANA, CY], []), slot=MORNING)

    summary = summarise(writer.locker)

    assert (summary.as_of, summary.tests[0].outcome) == ((EVENING,), Outcome.NO_DEVIATIONS)


def test_of_one_slot_the_later_judgement_counts(writer):
    writer.judge((MFA, PRODUCTION, "denied", []))
    writer.judge((MFA, PRODUCTION, [ANA], []))

    test = summarise(writer.locker).tests[0]

    assert test.outcome is Outcome.DEVIATIONS


def test_what_was_not_judged_for_the_newest_slot_says_so(writer):
    writer.judge((MFA, PRODUCTION, [BO], []), slot=MORNING)
    writer.judge(("buckets_refuse", PRODUCTION, [BO], []), theme="storage", slot=EVENING)

    tests = {test.name: test for test in summarise(writer.locker).tests}

    assert not tests[MFA].scopes[0].is_current
    assert tests["buckets_refuse"].scopes[0].is_current


def test_evidence_names_its_log_entry_and_its_file(writer):
    entry = writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
    writer.judge((MFA, PRODUCTION, [ANA], [entry]))

    (evidence,) = summarise(writer.locker).tests[0].evidence

    assert (evidence.entry, evidence.manifest) == (entry.number, entry.record)


def test_the_same_rows_observed_twice_are_two_pieces_of_evidence(writer):
    first = writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
    later = MORNING.start + timedelta(hours=2)
    second = writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}], observed_at=later)
    writer.judge((MFA, PRODUCTION, [ANA], [first, second]))

    evidence = summarise(writer.locker).tests[0].evidence

    assert [each.entry for each in evidence] == [first.number, second.number]


def test_evidence_that_no_entry_records_is_corruption(writer):
    entry = writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
    stranger = entry.model_copy(
        update={"record": entry.record.model_copy(update={"dataset": "aws_iam_elsewhere"})}
    )
    writer.judge((MFA, PRODUCTION, [ANA], [stranger]))

    with pytest.raises(LockerCorrupt, match="aws_iam_elsewhere of 123456789012"):
        summarise(writer.locker)


def test_a_verdict_file_with_another_count_is_corruption(writer, monkeypatch):
    writer.judge((MFA, PRODUCTION, [ANA, CY], []))
    table = writer.locker.table

    monkeypatch.setattr(writer.locker, "table", lambda ref: table(ref).slice(1))

    with pytest.raises(LockerCorrupt, match="0 deviating items of console_users_have_mfa"):
        summarise(writer.locker)


def test_a_definition_of_another_version_is_named(writer):
    writer.judge((MFA, PRODUCTION, [BO], []), definitions={"control_matrix": {"controls": [{}]}})

    with pytest.raises(LockerCorrupt, match=r"not a control_matrix of this version: controls\.0"):
        summarise(writer.locker)


def test_a_failed_collection_stands_with_its_message(writer):
    writer.refuse("aws_s3_buckets", PRODUCTION, "AccessDenied: s3:ListAllMyBuckets")
    writer.judge((MFA, PRODUCTION, "AccessDenied: s3:ListAllMyBuckets", []))

    (collection,) = summarise(writer.locker).collections

    assert collection.manifest.message == "AccessDenied: s3:ListAllMyBuckets"


def test_collections_after_the_last_judgement_are_counted_as_unjudged(writer):
    writer.judge((MFA, PRODUCTION, [BO], []))
    writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}], slot=EVENING)

    summary = summarise(writer.locker)

    assert (summary.unjudged, summary.collections, summary.log_entry) == (1, (), 2)


def test_a_judgement_without_the_definition_of_its_test_is_corruption(writer):
    writer.judge((MFA, PRODUCTION, [BO], []), definitions={f"test:{MFA}": None})

    with pytest.raises(LockerCorrupt, match=f"names no definition 'test:{MFA}'"):
        summarise(writer.locker)


def test_an_entry_that_is_recorded_while_the_report_is_made_is_not_in_it(writer, monkeypatch):
    writer.judge((MFA, PRODUCTION, [BO], []))
    entries, rounds = writer.locker.entries, []

    def growing():
        if rounds:
            writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
        rounds.append("read")
        return entries()

    monkeypatch.setattr(writer.locker, "entries", growing)
    summary = summarise(writer.locker)

    assert (len(rounds), summary.log_entry, summary.collections, summary.unjudged) == (2, 1, (), 0)
