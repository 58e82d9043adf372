"""The review's DAG: who is asked where, when people are reminded, and what nobody waits for."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from include.locker import Locker
from include.model.access_review import AccessReviewFile
from include.model.interval import utc_now
from include.review import conclude, start
from soc2_airflow import hooks, review, review_asking, review_waiting
from tests.review.written import DAY, NEXT, RUN, SCOPE, World, decided

REVIEW = "2026-Q4"
SETTINGS = AccessReviewFile(
    reviewers=("ciso", "boss"), airflow_users={"ciso": "noor"}, remind_days=(-7, 0, 7, 99)
)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Stand in for the connections and the company's files."""
    made = World(Locker.open(tmp_path / "locker"))
    made.observe()
    for module in (review, review_waiting, review_asking):
        monkeypatch.setattr(module, "settings", lambda: SETTINGS)
    monkeypatch.setattr(hooks, "locker", lambda: made.locker)
    monkeypatch.setattr(hooks, "company", lambda: SimpleNamespace(scope=SCOPE))
    return made


@pytest.fixture
def begun(world):
    start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT)
    return world


@pytest.fixture
def told(monkeypatch):
    """What people are told."""
    seen = []
    for module in (review, review_waiting, review_asking):
        monkeypatch.setattr(module, "tell_people", lambda alert, *_: seen.append(alert))
    return seen


@pytest.fixture
def at(monkeypatch):
    """Set the clock of what waits."""

    def set_to(instant):
        monkeypatch.setattr(review_waiting, "utc_now", lambda: instant)
        monkeypatch.setattr(review_asking, "utc_now", lambda: instant)

    return set_to


def context(run_after=NEXT):
    run = SimpleNamespace(
        dag_id="soc2_access_review", run_id="r", run_type=SimpleNamespace(value="scheduled")
    )
    run.run_after = run_after
    return {"dag_run": run, "params": {"look_every_minutes": 60}}


def test_a_run_on_the_first_day_of_a_quarter_reviews_the_last_day_of_the_one_before(
    world, told, monkeypatch
):
    step = review.StartReview(task_id="t")
    asked_for = []
    monkeypatch.setattr(
        "include.review.start",
        lambda locker, scope, settings, **named: (
            asked_for.append(named) or start(locker, scope, settings, clock=lambda: NEXT, **named)
        ),
    )

    name = step.execute(context())

    assert name == "2026-Q4"
    assert asked_for[0]["as_of"] == DAY
    assert told[0].subject == "Access review 2026-Q4 began, due 2027-01-22"
    assert "Ciso decides about 2 accounts in Airflow, Required actions" in told[0].lines
    assert "Ann decides about 4 accounts (reviews/2026-Q4/ann.html)" in told[0].lines


def test_a_quarter_at_whose_end_nothing_was_observed_is_skipped_and_told(world, told):
    step = review.StartReview(task_id="t")

    with pytest.raises(AirflowSkipException, match="can't be known any more"):
        step.execute(context(datetime(2026, 10, 1, 6, tzinfo=UTC)))
    assert told[0].subject == "Access review 2026-Q3 did not begin"


@pytest.mark.parametrize(
    ("as_of", "complaint", "subjects"),
    [
        ("soon", "soon: expected a day", []),
        ("2999-01-01", "is not over", ["Access review 2999-Q1 did not begin"]),
    ],
)
def test_a_day_that_cannot_be_reviewed_fails_without_a_retry(
    world, told, as_of, complaint, subjects
):
    with pytest.raises(AirflowFailException, match=complaint):
        review.StartReview(task_id="t", as_of=as_of).execute(context())
    assert [alert.subject for alert in told] == subjects


def test_reviewers_with_an_account_are_asked_in_airflow_and_reminders_keep_to_the_review(begun):
    due = datetime(2027, 1, 23, tzinfo=UTC)

    assert review.asked(REVIEW) == ["ciso"]
    assert review.reminders(REVIEW) == [
        (due + timedelta(days=days)).isoformat() for days in (-7, 0, 7)
    ]


def test_who_has_not_decided_is_reminded_at_the_instant_and_not_before(begun, told, at):
    instant = datetime(2027, 1, 16, tzinfo=UTC)
    step = review_waiting.Remind(task_id="t", review=REVIEW, at=instant.isoformat())

    at(instant - timedelta(minutes=1))
    before = step.poke(context())
    at(instant)
    then = step.poke(context())

    assert (before, then) == (False, True)
    (alert,) = told
    assert alert.subject == "Access review 2026-Q4: 10 accounts are open, due 2027-01-22"
    assert alert.lines == ("Ann: 4 accounts", "Boss: 4 accounts", "Ciso: 2 accounts")


def test_nobody_is_reminded_of_what_is_decided(begun, told, at):
    decide_all(begun)
    at(NEXT + timedelta(days=2))
    step = review_waiting.Remind(task_id="t", review=REVIEW, at="2027-01-16T00:00:00+00:00")

    assert step.poke(context())
    assert told == []


def test_the_register_is_waited_for_until_it_has_what_is_not_asked_in_airflow_or_the_review_closes(
    begun, at
):
    step = review_waiting.WaitForDecisions(task_id="t", review=REVIEW)
    at(NEXT + timedelta(days=2))

    before = step.poke(context())
    at(datetime(2027, 2, 16, tzinfo=UTC))
    closed = step.poke(context())
    at(NEXT + timedelta(days=2))
    decide_all(begun, but=("lost", "guest"))
    decided_all = step.poke(context())

    assert (before, closed, decided_all) == (False, True, True)


def test_what_was_decided_is_told_with_what_cannot_stand(begun, told):
    decide_all(begun, but=("guest",), gone="revoke")

    wrong = review.ConcludeReview(task_id="t", review=REVIEW).execute(context())

    assert wrong == ["github:acme/guest: nobody decided"]
    assert told[0].subject == "Access review 2026-Q4: 8 keep, 1 revoke, 1 undecided, 1 cannot stand"
    assert told[0].lines == ("github:acme/guest: nobody decided",)
    assert "count as they were handed in; reviews/2026-Q4/conclusions/" in told[0].to_do


def test_what_is_not_revoked_a_week_after_the_decision_is_told(begun, told, at):
    decide_all(begun, gone="revoke")
    conclude(begun.locker, REVIEW, run=RUN, clock=utc_now)
    step = review_waiting.TellOpenRevocations(task_id="t", review=REVIEW)
    at(datetime(2027, 1, 12, 9, tzinfo=UTC))
    early = step.poke(context())
    review_waiting.FollowDecisions(task_id="f", review=REVIEW).poke(context())

    at(datetime(2027, 1, 12, 10, tzinfo=UTC))
    late = step.poke(context())

    assert (early, late) == (False, True)
    assert told[0].subject == "Access review 2026-Q4: 1 decisions are not carried out"
    assert told[0].lines == ("okta:acme/gone: revoke, decided 2027-01-05",)


def test_an_answer_by_somebody_else_is_not_taken_whatever_airflow_let_through(begun, told):
    step = review_asking.AskReviewer(task_id="t", review=REVIEW, reviewer="ciso")
    event = {
        "chosen_options": ["Hand in"],
        "params_input": {"decisions": "x"},
        "responded_at": utc_now(),
        "responded_by_user": {"id": "admin", "name": "admin"},
    }

    with pytest.raises(AirflowException, match="answered by admin, who was not asked"):
        step.execute_complete(context(), event)
    assert [each.record.kind for each in begun.locker.entries()].count("access_review_answer") == 0


def test_nobody_is_asked_again_after_the_review_closed(begun, at):
    step = review_asking.AskReviewer(task_id="t", review=REVIEW, reviewer="ciso")
    at(datetime(2027, 2, 16, tzinfo=UTC))

    with pytest.raises(AirflowFailException, match="2026-Q4 closed 2027-02-15"):
        step.execute(context())
    with pytest.raises(AirflowFailException, match="ciso did not answer until 2026-Q4 closed"):
        step.process_trigger_event_error({"error_type": "timeout", "error": "x"})


def test_decisions_are_waited_for_before_the_review_is_concluded_and_followed(dags):
    dag = dags["soc2_access_review"]

    assert dag.get_task("conclude").upstream_task_ids >= {"ask", "wait_for_the_register"}
    assert dag.get_task("conclude").trigger_rule == "all_done_min_one_success"
    assert "conclude" in dag.get_task("every_account_is_decided").upstream_task_ids
    assert "conclude" in dag.get_task("follow").upstream_task_ids
    assert dag.timetable.expression == "0 6 1 1,4,7,10 *"
    assert dag.catchup is False


def decide_all(world, but=(), **other):
    rows = []
    table = next(r.record for r in world.locker.newest() if r.record.kind == "access_review")
    for row in world.locker.table(table.accounts).to_pylist():
        if row["account"] not in but:
            key = {name: row[name] for name in ("system", "scope_id", "account")}
            decision = other.get(row["account"], "keep")
            rows.append(decided(row["account"], decision, by=row["reviewer"]) | key)
    world.say("register_access_review_decisions", rows, NEXT + timedelta(days=1))
