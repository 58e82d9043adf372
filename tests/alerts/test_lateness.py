"""A slot or a day that is late: told once while it lasts, and again when it happens anew."""

import asyncio
from datetime import timedelta

import pytest
from airflow.sdk.definitions.deadline import DeadlineReference
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

from include.model.errors import DefinitionError
from include.model.interval import IntervalKind
from soc2_airflow.alerts import lateness

STATES = {"extract.gaps": "success", "extract.aws_iam_0": "running", "load": None, "tell": None}


class Variables(dict):
    """Airflow's variables, without Airflow."""

    def get(self, key, default=None):
        return super().get(key, default)

    def set(self, key, value, _description):
        self[key] = value

    def delete(self, key):
        del self[key]


@pytest.fixture(autouse=True)
def variables(monkeypatch):
    kept = Variables()
    monkeypatch.setattr(lateness, "Variable", kept)
    monkeypatch.setattr(
        RuntimeTaskInstance, "get_task_states", lambda _dag, run_ids: dict.fromkeys(run_ids, STATES)
    )
    return kept


def missed(per="slot", run_id="r1", **differs):
    """Miss a deadline as the triggerer hears of it: the run as Airflow's API describes it."""
    run = {
        "dag_id": f"soc2_{per}",
        "dag_run_id": run_id,
        "run_type": "scheduled",
        "state": "running",
        "queued_at": "2026-11-28T06:00:02Z",
        "logical_date": "2026-11-28T06:00:00Z",
        "data_interval_start": "2026-11-27T00:00:00Z",
    }
    due = {"id": "1", "deadline_time": "2026-11-28T09:00:02Z"}
    return asyncio.run(lateness.tell_of_lateness(per, {"dag_run": run | differs, "deadline": due}))


def test_a_late_slot_is_told_with_what_is_done_what_runs_and_until_when_it_can_be_observed(mailbox):
    missed()

    (mail,) = mailbox
    assert mail["subject"] == "[SOC 2 evidence] Late: the slot 2026-11-28T06:00Z is not observed"
    body = mail.get_body(("html",)).get_content()
    assert "queued at 2026-11-28 06:00 UTC and was to be done by 2026-11-28 09:00 UTC" in body
    assert "1 of 4 tasks are done, 1 of the rest run: extract.aws_iam_0." in body
    assert "start the workers" in body
    assert "before 12:00 UTC is a gap for good" in body


def test_a_late_day_is_told_as_the_day_that_it_collects(mailbox):
    missed("window", state="queued")

    (mail,) = mailbox
    assert mail["subject"] == "[SOC 2 evidence] Late: the day 2026-11-27 is not collected"
    assert "a day can be collected later" in mail.get_body(("html",)).get_content()


def test_while_it_lasts_nobody_is_told_again(mailbox):
    missed(run_id="r1")
    missed(run_id="r2", logical_date="2026-11-28T12:00:00Z")

    assert len(mailbox) == 1


def test_a_run_that_ends_late_does_not_end_it(mailbox):
    missed(run_id="r1")
    lateness.is_over("soc2_slot", "r1")
    missed(run_id="r2")

    assert len(mailbox) == 1


def test_of_several_late_runs_none_ends_it(mailbox):
    missed(run_id="r1")
    missed(run_id="r2")
    lateness.is_over("soc2_slot", "r1")
    missed(run_id="r3")

    assert len(mailbox) == 1


def test_after_a_run_in_time_the_next_one_that_is_late_is_told(mailbox):
    missed(run_id="r1")
    lateness.is_over("soc2_slot", "r2")
    missed(run_id="r3")

    assert len(mailbox) == 2


def test_one_dag_says_nothing_of_the_other(mailbox):
    missed("slot")
    missed("window")

    assert len(mailbox) == 2


@pytest.mark.parametrize(
    "differs",
    [
        *(
            {"run_type": "backfill"},
            {"run_type": "manual"},
            {"state": "failed"},
            {"state": "success"},
        ),
        {"queued_at": "2026-11-29T09:00:03Z"},
    ],
    ids=str,
)
def test_a_backfill_a_run_by_hand_a_day_caught_up_and_one_that_has_ended_are_late_for_nobody(
    differs, mailbox
):
    assert missed(**differs) is None
    assert mailbox == []


def test_a_message_that_nobody_got_is_not_taken_for_told(connect, variables):
    extra = {"from_email": "a@b.c", "to": "d@e.f", "disable_ssl": True, "disable_tls": True}
    connect("alerts_smtp", conn_type="smtp", host="127.0.0.1", port=1, extra=extra)

    with pytest.raises(OSError, match="refused"):
        missed()

    assert variables == {}


def test_where_nobody_is_connected_nothing_counts_as_told(variables):
    missed()

    assert variables == {}


def test_the_hours_are_the_installations(monkeypatch):
    monkeypatch.setenv("SOC2_SLOT_LATE_HOURS", "1.5")

    assert lateness.deadline(IntervalKind.SLOT).interval == timedelta(minutes=90)


def test_a_day_is_late_twelve_hours_after_its_end():
    assert lateness.deadline(IntervalKind.WINDOW).interval == timedelta(hours=24 + 12)


@pytest.mark.parametrize("per", IntervalKind)
def test_no_run_is_held_against_when_it_was_queued_which_airflow_can_not_clear(per):
    assert lateness.deadline(per).reference == DeadlineReference.DAGRUN_LOGICAL_DATE


def test_a_run_of_airflows_own_test_has_no_deadline_that_would_fail_it(monkeypatch):
    monkeypatch.setattr("sys.argv", ["airflow", "dags", "test", "soc2_observe"])

    assert lateness.deadline(IntervalKind.SLOT) is None


@pytest.mark.parametrize("given", ["soon", "0", "-1", "6", "nan"])
def test_hours_that_are_none_are_refused_with_the_variable(given, monkeypatch):
    monkeypatch.setenv("SOC2_SLOT_LATE_HOURS", given)

    with pytest.raises(DefinitionError, match="SOC2_SLOT_LATE_HOURS: expected hours, more than 0"):
        lateness.deadline(IntervalKind.SLOT)
