"""A day of events is judged on its own events, the days before, and the state around it."""

from datetime import timedelta

import pytest

from include.model.interval import DAY, window_of
from include.model.record import Judgement
from tests.validate.kept import DAY_1, DAY_2, Kept, at


@pytest.fixture
def kept(tmp_path):
    kept = Kept(tmp_path)
    kept.known(at(1))
    return kept


def test_an_event_is_held_against_the_state_that_stood_at_its_time(kept):
    kept.merges((1, 5, 1), (2, 15, 1))
    for hour, required in ((-1, 1), (6, 1), (12, 2), (18, 2), (25, 2)):
        kept.branches(at(hour), required)

    assert kept.verdicts() == {"1": "conforming", "2": "deviating"}


def test_an_event_without_an_observation_before_or_after_it_is_unreadable(kept):
    kept.merges((1, 1, 1), (2, 15, 1))
    kept.branches(at(6), 1)
    kept.branches(at(12), 1)

    assert kept.verdicts() == {"1": "unreadable", "2": "unreadable"}


def test_an_observation_long_before_and_one_long_after_belong_to_the_day(kept):
    kept.merges((1, 1, 1))
    kept.branches(at(-100), 1)
    kept.branches(at(300), 1)

    assert kept.verdicts() == {"1": "conforming"}


def test_a_register_is_seen_as_it_was_last(kept):
    kept.merges((1, 1, 0), (2, 1, 0))
    kept.branches(at(-1), 1)
    kept.branches(at(30), 1)
    kept.known(at(200), 2)

    assert kept.verdicts() == {"1": "deviating"}


def test_a_register_that_nobody_changed_leads_to_no_new_judgement(kept):
    kept.merges((1, 1, 1))
    kept.branches(at(-1), 1)
    kept.branches(at(30), 1)
    kept.judge()
    kept.known(at(200))

    assert kept.judge() == ()


def test_a_day_whose_events_failed_is_inconclusive_and_says_so(kept):
    kept.merges(failed="a rate limit")
    kept.branches(at(-1), 1)

    (judgement,) = kept.judge()

    (one,) = judgement.assessments
    assert (one.outcome, one.reason) == ("inconclusive", "a rate limit")


def test_settings_that_were_never_observed_make_a_day_inconclusive(kept):
    kept.merges((1, 1, 1))

    (judgement,) = kept.judge()

    (one,) = judgement.assessments
    assert one.outcome == "inconclusive"
    assert one.reason == "test_branches was not collected for 2026-11-20"


def test_revisions_of_a_day_add_up_and_of_an_event_the_latest_stands(kept):
    kept.merges((1, 1, 0), (2, 2, 1))
    kept.merges((1, 1, 1), (3, 3, 0), seen=DAY_1.end + timedelta(hours=30))
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)

    assert kept.verdicts() == {"1": "conforming", "2": "conforming", "3": "deviating"}


def test_days_before_are_seen_by_who_looks_back_and_judged_on_their_own_day(kept):
    kept.merges((1, 1, 0))
    kept.merges((2, 1, 1), day=DAY_2)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)
    judged = {each.interval.id: each for each in kept.judge(looks_back=7)}

    evidence = judged[DAY_2.id].assessments[0].evidence
    assert sum(each.dataset == "test_merges" for each in evidence) == 2
    rows = kept.locker.table(judged[DAY_2.id].verdicts).to_pylist()
    assert [row["item_id"] for row in rows] == ["2"]


def test_while_a_day_before_is_missing_nobody_is_judged_by_what_did_not_happen(kept):
    kept.merges((1, 1, 0))
    kept.merges((2, 1, 0), day=DAY_2)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)

    judged = {each.interval.id: each for each in kept.judge(silent=1)}

    first, second = judged[DAY_1.id], judged[DAY_2.id]
    assert kept.locker.table(first.verdicts).num_rows == 0
    (one,) = first.assessments
    assert one.outcome == "inconclusive"
    assert (
        one.reason == "test_merges was not collected for 2026-11-19: nobody can tell who was silent"
    )
    assert [row["verdict"] for row in kept.locker.table(second.verdicts).to_pylist()] == [
        "deviating"
    ]


def test_many_missing_days_are_told_in_one_line(kept):
    kept.merges((1, 1, 0))
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)

    (judgement,) = kept.judge(silent=90)

    (one,) = judgement.assessments
    assert "for 90 days between 2026-08-22 and 2026-11-19" in one.reason


def test_slots_hold_no_judgement_of_a_test_of_events(kept):
    kept.merges((1, 1, 1))
    kept.branches(at(-1), 1)
    kept.judge()

    made = [e.record for e in kept.locker.entries() if isinstance(e.record, Judgement)]
    assert {each.interval for each in made} == {DAY_1}
    assert DAY_1.end - DAY_1.start == DAY


def test_days_collected_in_one_moment_of_one_run_are_each_kept_as_what_was_read(kept):
    # A backfill names observations by the time of day and its run, which two days may share.
    seen = DAY_2.end + timedelta(hours=6)
    kept.merges((1, 1, 1), seen=seen)
    kept.merges((2, 1, 1), day=DAY_2, seen=seen)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)
    judged = {each.interval.id: each for each in kept.judge(looks_back=7)}

    evidence = judged[DAY_2.id].assessments[0].evidence
    assert sum(each.dataset == "test_merges" for each in evidence) == 2


def test_days_on_which_nothing_happened_are_seen_together_too(kept):
    kept.merges()
    kept.merges(day=DAY_2)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)
    judged = {each.interval.id: each for each in kept.judge(looks_back=7)}

    assert judged[DAY_2.id].assessments[0].outcome == "no_occurrences"


def test_a_day_that_was_not_collected_leaves_open_what_falls_due_after_it(kept):
    kept.merges(day=DAY_2)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)

    (judgement,) = kept.judge(due_after=1)

    (one,) = judgement.assessments
    assert (one.outcome, one.is_complete) == ("inconclusive", False)
    assert one.reason == (
        "test_merges was not collected for 2026-11-20, of which some falls due on 2026-11-21"
    )


def test_a_day_that_was_not_collected_hides_no_deviation_of_those_that_were(kept):
    kept.merges((2, 1, 0), day=DAY_2)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)

    (judgement,) = kept.judge(due_after=1)

    (one,) = judgement.assessments
    assert (one.outcome, one.is_complete) == ("deviations", False)


def test_of_what_a_test_does_not_look_back_on_it_sees_the_day_alone(kept):
    kept.merges((1, 1, 0))
    kept.merges((2, 1, 1), day=DAY_2)
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)
    judged = {
        each.interval.id: each for each in kept.judge(looks_back=7, looks_back_on="test_branches")
    }

    evidence = judged[DAY_2.id].assessments[0].evidence
    assert sum(each.dataset == "test_merges" for each in evidence) == 1


def test_a_day_collected_late_judges_the_later_days_that_look_back_at_it_again(kept):
    kept.branches(at(-1), 1)
    kept.branches(at(60), 1)
    kept.merges((2, 1, 1), day=DAY_2)
    (open_day,) = kept.judge(due_after=1)
    kept.merges((1, 1, 1), seen=DAY_2.end + timedelta(hours=9))

    again = kept.judge(due_after=1, due=lambda _, interval: interval == DAY_1)

    assert open_day.assessments[0].is_complete is False
    judged = {each.interval.id: each.assessments[0] for each in again}
    assert set(judged) == {DAY_1.id, DAY_2.id}
    assert judged[DAY_2.id].is_complete


def test_a_day_that_is_due_judges_no_day_anew_that_does_not_look_back_so_far(kept):
    kept.branches(at(-1), 1)
    kept.branches(at(100), 1)
    far = window_of(DAY_2.end)
    kept.merges((2, 1, 1), day=far)
    kept.judge(looks_back=1)
    kept.merges((1, 1, 1), seen=far.end + timedelta(hours=9))

    again = kept.judge(looks_back=1, due=lambda _, interval: interval == DAY_1)

    assert [each.interval.id for each in again] == [DAY_1.id]
