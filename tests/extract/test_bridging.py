from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.extract.bridging import is_bridged
from include.extract.proven import DAY_TESTS, TRAIL_TESTS
from include.locker import Locker
from include.model.interval import slot_of, window_of
from tests.extract.bridged import AFTER, BEFORE, DAY, MISSED, NOON, OTHER, SAME, Told

POLICIES = ("aws_iam_password_policies",)
WRITE = (NOON, "iam.amazonaws.com", False)
BRIDGED = [(POLICIES, (MISSED,), True)]


@pytest.fixture
def told(tmp_path):
    """Tell of a slot that was missed between two observations that agree; nothing is proven yet."""
    told = Told(Locker.open(tmp_path / "locker"))
    told.see(BEFORE, SAME)
    told.miss(MISSED)
    told.see(AFTER, SAME)
    return told


@pytest.mark.parametrize(
    ("before", "after", "log", "bridged"),
    [
        ("a", "a", True, True),
        ("a", "b", True, False),
        ("a", "a", False, False),
        ("a", "a", None, False),
        (None, None, True, False),
    ],
)
def test_a_gap_is_bridged_only_by_a_proven_log_between_equal_sides(before, after, log, bridged):
    assert is_bridged(before, after, log_shows_no_change=log) is bridged


def test_a_gap_between_sides_that_agree_and_a_proven_log_without_change_is_bridged(told):
    told.log((NOON, "iam.amazonaws.com", True), (NOON, "s3.amazonaws.com", False))
    told.prove()

    assert told.bridge() == BRIDGED
    assert told.bridge() == []


def test_sides_that_differ_are_not_bridged(tmp_path):
    told = Told(Locker.open(tmp_path / "locker"))
    told.see(BEFORE, SAME)
    told.miss(MISSED)
    told.see(AFTER, OTHER)
    told.log()
    told.prove()

    assert told.bridge() == []


@pytest.mark.parametrize("event", [WRITE, (NOON, "iam.amazonaws.com", None), (NOON, None, False)])
def test_an_event_between_that_is_a_write_or_may_be_one_is_not_bridged_over(told, event):
    told.log(event)
    told.prove()

    assert told.bridge() == []


def test_a_write_before_the_first_side_or_after_the_second_changed_nothing_between(told):
    early = (BEFORE.start, "iam.amazonaws.com", False)
    told.log(early, (AFTER.start + timedelta(hours=1), "iam.amazonaws.com", False))
    told.prove()

    assert told.bridge() == BRIDGED


def test_a_write_while_the_service_still_answered_with_what_it_knew_is_between(tmp_path):
    told = Told(Locker.open(tmp_path / "locker"))
    told.see(BEFORE, SAME, source_as_of=BEFORE.start - timedelta(hours=2))
    told.miss(MISSED)
    told.see(AFTER, SAME)
    before = window_of(BEFORE.start - timedelta(hours=2))
    told.log((BEFORE.start - timedelta(hours=1), "iam.amazonaws.com", False), day=before)
    told.log()
    told.prove(before)
    told.prove()

    assert told.bridge() == []


def test_an_hour_that_is_not_proven_leaves_the_gap_as_it_is(told):
    told.log()
    told.prove(hours=23)

    assert told.bridge() == []


def test_the_hours_of_another_region_prove_nothing_of_iam(told):
    told.log()
    told.prove(region="us-west-2")

    assert told.bridge() == []


@pytest.mark.parametrize("test", [*TRAIL_TESTS, *DAY_TESTS])
def test_a_trail_that_takes_less_in_or_whose_log_was_touched_proves_nothing(told, test):
    told.log()
    told.prove(but=[test])

    assert told.bridge() == []


def test_a_day_whose_events_were_not_collected_or_not_read_whole_proves_nothing(told):
    told.prove()

    assert told.bridge() == []

    told.log(unreadable="an object can't be read")

    assert told.bridge() == []


@pytest.mark.parametrize(
    "lacks",
    [
        {"unreadable": "a part"},
        {"denied_calls": {"iam:ListUsers": 1}},
        {"expected_items": 2},
        {"row_hash": None},
    ],
)
def test_a_side_that_nobody_could_read_whole_agrees_with_nothing(tmp_path, lacks):
    told = Told(Locker.open(tmp_path / "locker"))
    for slot in (BEFORE, AFTER):
        told.see(
            slot, lacks.get("row_hash", SAME), **{k: lacks[k] for k in lacks if k != "row_hash"}
        )
    told.miss(MISSED)
    told.log()
    told.prove()

    assert told.bridge() == []


def test_what_only_iam_answers_can_be_bridged_and_nothing_else(tmp_path):
    told = Told(Locker.open(tmp_path / "locker"))
    for slot in (BEFORE, AFTER):
        told.see(slot, SAME, dataset="aws_s3_buckets")
    told.miss(MISSED, dataset="aws_s3_buckets")
    told.log()
    told.prove()

    assert told.bridge() == []


def test_the_time_before_the_deployment_is_never_bridged(tmp_path):
    told = Told(Locker.open(tmp_path / "locker"))
    told.see(BEFORE, SAME)
    told.miss(MISSED, cause="not_deployed")
    told.see(AFTER, SAME)
    told.log()
    told.prove()

    assert told.bridge() == []


def test_a_bridge_is_taken_back_when_late_events_show_a_change(told):
    told.log()
    told.prove()
    told.bridge()
    told.log(WRITE, revision=1)

    assert told.bridge() == [(POLICIES, (MISSED,), False)]
    assert told.bridge() == []


def test_a_bridge_stands_when_what_came_late_shows_no_change(told):
    told.log()
    told.prove()
    told.bridge()
    told.log((NOON, "s3.amazonaws.com", False), revision=1)

    assert told.bridge() == []


SLOTS = [slot_of(DAY.start + timedelta(hours=6 * number)) for number in range(4)]
HAPPENINGS = st.lists(st.sampled_from(["see", "see other", "miss"]), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(HAPPENINGS)
def test_nothing_is_ever_bridged_without_both_neighbours(tmp_path_factory, happenings):
    told = Told(Locker.open(tmp_path_factory.mktemp("locker")))
    seen = []
    for slot, what in zip(SLOTS, happenings, strict=True):
        seen.append({"see": SAME, "see other": OTHER}.get(what))
        if seen[-1]:
            told.see(slot, seen[-1])
            for test in TRAIL_TESTS:
                told.judge(test, slot)
        else:
            told.miss(slot)
    told.log()
    told.prove()

    bridged = {slot for _, slots, _ in told.bridge() for slot in slots}

    expected = set()
    for number, slot in enumerate(SLOTS):
        before = [each for each in seen[:number] if each]
        after = [each for each in seen[number + 1 :] if each]
        if not seen[number] and before and after and before[-1] == after[0]:
            expected.add(slot)
    assert bridged == expected
