"""What an organisation's plan does not have is a gap that nobody can act on, not a failure."""

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from include.model.errors import Cause
from include.model.record import CollectionStatus
from soc2_airflow.extracting import ExtractEvidence


def failed(cause):
    return SimpleNamespace(
        status=CollectionStatus.FAILED,
        cause=cause,
        message="not part of the plan",
        dataset="github_audit_events",
        denied_calls={},
        missing_permission=None,
    )


@pytest.fixture
def extract():
    return ExtractEvidence(task_id="extract", source="github.audit_log", scope_id="acme")


def test_a_plan_without_a_log_skips_the_task(extract):
    with pytest.raises(AirflowSkipException, match="not part of the plan"):
        extract._fail_for_what_is_missing([failed(Cause.PLAN_LIMIT)])


def test_beside_a_failure_that_somebody_can_mend_the_task_fails(extract):
    with pytest.raises(AirflowException):
        extract._fail_for_what_is_missing([failed(Cause.PLAN_LIMIT), failed(Cause.UNREACHABLE)])


def test_a_refusal_without_a_permission_to_name_is_told_in_its_own_words(extract):
    with pytest.raises(AirflowFailException, match="not part of the plan"):
        extract._fail_for_what_is_missing([failed(Cause.DENIED)])
