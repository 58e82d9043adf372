"""What people are told of a run: each cause once, with everything that it struck and what to do."""

from tests.load.written import FIRST, KEYS, MFA, RUN, SANDBOX, SECOND, THIRD

NEXT = RUN.model_copy(update={"run_id": "r2"})


def test_sources_that_fail_for_one_cause_are_one_message(written, told):
    written.collect(FIRST, message="AccessDenied: iam:GetCredentialReport")
    written.collect(FIRST, dataset="aws_s3_buckets", source="aws.s3", message="AccessDenied: s3")
    written.collect(FIRST, scope=SANDBOX, message="AccessDenied: iam:GetCredentialReport")

    (alert,) = told()

    assert alert.subject == "Evidence can't be collected: denied"
    assert len(alert.lines) == 3
    assert "iam:GetCredentialReport" in alert.text
    assert "Grant the missing permission" in alert.to_do


def test_what_goes_on_failing_for_the_same_cause_is_told_once(written, told):
    written.collect(FIRST, message="AccessDenied")
    written.collect(SECOND, message="AccessDenied", run=NEXT)

    assert len(told("r1")) == 1
    assert told("r2") == []


def test_another_cause_is_told_again(written, told):
    written.collect(FIRST, message="AccessDenied")
    written.collect(SECOND, message="slow down", cause="throttled", run=NEXT)

    (alert,) = told("r2")

    assert alert.subject == "Evidence can't be collected: throttled"


def test_a_retry_that_succeeded_is_not_told(written, told):
    written.collect(FIRST, message="slow down", cause="throttled")
    written.collect(FIRST, status="collected", cause=None, received_items=1)

    assert told() == []


def test_slots_that_nobody_observed_are_one_message_per_cause(written, told):
    written.miss(FIRST, SECOND, THIRD)
    written.miss(FIRST, SECOND, THIRD, scope=SANDBOX)

    (alert,) = told()

    assert alert.subject == "Evidence is missing for good: outage"
    assert len(alert.lines) == 2
    assert "3 without evidence" in alert.lines[0]


def test_a_critical_deviation_is_told_when_it_begins_and_not_while_it_lasts(written, told):
    written.judge({"ana": "deviating", "bo": "conforming"}, severity="critical")
    written.judge({"ana": "deviating", "bo": "deviating"}, SECOND, severity="critical", run=NEXT)

    (first,), (second,) = told("r1"), told("r2")

    assert (first.subject, second.subject) == ("New critical deviation: IAM-01",) * 2
    assert first.lines == ("Ana in production: ana is deviating",)
    assert second.lines == ("Bo in production: bo is deviating",)
    assert "Enrol a device." in second.to_do


def test_deviations_of_less_weight_wait_for_the_page(written, told):
    written.judge({"ana": "deviating"}, test=KEYS, severity="high")
    written.judge({"ana": "conforming"}, test=MFA, severity="critical")

    assert told() == []


def test_a_day_that_failed_in_a_long_run_is_told_though_a_later_one_came(written, told):
    written.collect(FIRST, message="slow down", cause="throttled")
    written.collect(SECOND, message="slow down", cause="throttled")
    written.collect(THIRD, status="collected", cause=None, received_items=1)

    (alert,) = told()

    assert alert.lines == (f"aws.iam in production, {FIRST.id} and 1 more: slow down",)
