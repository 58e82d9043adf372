"""Whatever changed when, a day ends in the state that the last change before its end left; or it is said."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from include.sources.aws._config_items import BUCKET, Item
from include.sources.aws._config_timeline import Snapshot, state_at, words

MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEFORE, AFTER = MIDNIGHT - 15 * HOUR, MIDNIGHT + 9 * HOUR
# Hours from a day before the first snapshot to the second: long ago, between, after midnight.
CHANGES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(-39, 8),
        st.sampled_from(["OK", "OK", "ResourceDeleted"]),
    ),
    unique_by=lambda change: change[:2],
    max_size=12,
)


def change(name, hours, status):
    at = MIDNIGHT + hours * HOUR
    return msgspec.convert(
        {
            "resourceType": BUCKET,
            "resourceId": name,
            "configurationItemCaptureTime": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
            "configurationItemStatus": status,
        },
        Item,
    )


def last(changes, end):
    ordered = sorted((each for each in changes if each.captured_at < end), key=lambda e: e.order)
    return {each.resource: each for each in ordered}


def snapshot(changes, at):
    return Snapshot(at, {k: v for k, v in last(changes, at).items() if v.is_there})


def names(items):
    return {key: each.captured_at for key, each in items.items() if each.is_there}


@given(changes=CHANGES)
def test_the_state_at_midnight_is_what_the_last_change_left(changes):
    made = [change(*each) for each in changes]
    history = [each for each in made if each.captured_at >= BEFORE]

    told = state_at(MIDNIGHT, snapshot(made, BEFORE), snapshot(made, AFTER), history, AFTER)

    assert names(told.items) == names(last(made, MIDNIGHT))
    assert told.holes == ()


@given(changes=CHANGES)
def test_history_that_is_older_than_the_first_snapshot_changes_nothing(changes):
    made = [change(*each) for each in changes]

    told = state_at(MIDNIGHT, snapshot(made, BEFORE), snapshot(made, AFTER), made, AFTER)

    assert names(told.items) == names(last(made, MIDNIGHT))


@given(changes=CHANGES, lost=st.data())
def test_where_the_last_change_of_a_resource_was_lost_it_is_right_nevertheless_or_it_is_said(
    changes, lost
):
    made = [change(*each) for each in changes]
    history = [each for each in made if each.captured_at >= BEFORE]
    latest = [each for each in last(history, AFTER).values() if each.captured_at < AFTER - HOUR]
    if not latest:
        return
    gone = lost.draw(st.sampled_from(latest))
    history.remove(gone)

    told = state_at(MIDNIGHT, snapshot(made, BEFORE), snapshot(made, AFTER), history, AFTER)

    assert told.holes or names(told.items) == names(last(made, MIDNIGHT))


def test_a_deletion_of_before_it_was_there_again_explains_nothing():
    made = [change("a", -3, "ResourceDeleted"), change("a", -2, "OK")]

    told = state_at(MIDNIGHT, Snapshot(BEFORE, {}), Snapshot(AFTER, {}), made, AFTER)

    assert [each.words for each in told.holes] == [
        "AWS::S3::Bucket a is gone and nothing says when"
    ]


def test_a_few_holes_are_named_and_the_others_counted():
    made = [change(name, -2, "OK") for name in "abcde"]

    told = state_at(MIDNIGHT, Snapshot(BEFORE, {}), snapshot(made, AFTER), (), AFTER)

    assert len(told.holes) == 5
    assert words(told.holes).count("stands in no history file") == 3
    assert "and 2 more; restore" in words(told.holes)
    assert words(()) is None


def test_what_changes_while_a_snapshot_is_taken_need_not_be_in_it():
    created = change("a", 9, "OK")
    before, after = Snapshot(BEFORE, {}), Snapshot(AFTER + HOUR / 60, {})

    told = state_at(MIDNIGHT, before, after, [created], AFTER)

    assert told.holes == ()
