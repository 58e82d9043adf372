from datetime import timedelta

from include.model.record import GapCause
from include.model.verdict import Outcome
from include.report import summarise
from include.report.coverage import criterion_order
from tests.report.written import MORNING, PRODUCTION

MFA = "console_users_have_mfa"
EVENING = MORNING.model_copy(
    update={"start": MORNING.start + timedelta(hours=6), "end": MORNING.end + timedelta(hours=6)}
)
ANA = ("ana", "deviating", "ana has no second factor")
BO = ("bo", "conforming", None)
CY = ("cy", "unreadable", "mfa_active is unknown")
DEE = ("dee", "not_yet_due", "dee has no second factor yet")


def test_gaps_of_one_cause_are_one_line_and_those_that_were_filled_are_none(writer):
    writer.gap("aws_s3_buckets", PRODUCTION, MORNING, EVENING)
    writer.gap("aws_s3_buckets", PRODUCTION, EVENING)
    writer.gap("aws_iam_users", PRODUCTION, MORNING)
    writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
    writer.judge((MFA, PRODUCTION, [BO], []))

    (gaps,) = summarise(writer.locker).gaps

    assert (gaps.dataset, gaps.cause, gaps.count, gaps.first, gaps.last) == (
        "aws_s3_buckets",
        GapCause.OUTAGE,
        2,
        MORNING,
        EVENING,
    )


def test_a_control_without_tests_is_manual_and_one_with_an_unjudged_test_is_inconclusive(writer):
    writer.judge((MFA, PRODUCTION, [BO], []))

    access, management = summarise(writer.locker).controls

    assert (access.outcome, access.not_judged) == (Outcome.INCONCLUSIVE, ("registers_are_signed",))
    assert (management.outcome, management.control.tests) == (None, ())


def test_a_test_that_no_control_claims_is_monitoring_only(writer):
    writer.judge((MFA, PRODUCTION, [BO], []), ("buckets_refuse", PRODUCTION, [ANA], []))

    summary = summarise(writer.locker)

    assert [test.name for test in summary.monitoring_only] == ["buckets_refuse"]


def test_a_criterion_takes_the_weightiest_outcome_of_its_tests(writer):
    writer.criterion["buckets_refuse"] = "CC6.7"
    writer.judge((MFA, PRODUCTION, [ANA], []), ("buckets_refuse", PRODUCTION, [BO], []))

    criteria = {each.id: each for each in summarise(writer.locker).criteria}

    assert [(name, each.outcome) for name, each in criteria.items()] == [
        ("CC3.2", None),
        ("CC6.1", Outcome.DEVIATIONS),
        ("CC6.7", Outcome.DEVIATIONS),
    ]
    assert [test.name for test in criteria["CC6.7"].primary] == ["buckets_refuse"]
    assert {test.name for test in criteria["CC6.7"].supporting} == {MFA, "buckets_refuse"}


def test_a_judgement_without_a_scope_file_or_criteria_text_is_still_shown(writer):
    writer.criterion[MFA] = "A1.2"
    writer.judge((MFA, PRODUCTION, [BO], []), definitions={"scope": None})

    summary = summarise(writer.locker)

    assert (summary.company, summary.out_of_scope) == (None, ())
    assert [(each.id, each.text) for each in summary.criteria][-1] == ("A1.2", None)


def test_criteria_are_read_in_the_order_of_the_criteria_and_not_of_the_alphabet():
    criteria = ["PI1.1", "C1.1", "CC6.10", "A1.2", "CC6.2", "CC10.1"]

    ordered = sorted(criteria, key=criterion_order)

    assert ordered == ["CC6.2", "CC6.10", "CC10.1", "A1.2", "C1.1", "PI1.1"]
