"""Waivers and reviews stand beside the results: they change no outcome and no count."""

from datetime import UTC, date, datetime

from include.load import load
from tests.load.written import FIRST, KEYS, MFA, PRODUCTION, SECOND, THIRD, WAIVER, control

WAIVED = """
    SELECT item_id, waiver_key IS NOT NULL, is_waiver_retroactive FROM soc2.v_episode
    WHERE superseded_at IS NULL ORDER BY item_id
"""
WAIVERS = """
    SELECT waiver_id, matched_item_ids, is_unused, is_expired, is_retroactive, is_approval_verified
    FROM soc2.v_waiver WHERE is_current ORDER BY waiver_id
"""
REVIEW = {
    "control": "AC-01",
    "scope_id": "*",
    "first_day": date(2026, 11, 1),
    "last_day": date(2026, 11, 30),
    "reviewed_by": "Bo Day",
    "reviewed_on": date(2026, 12, 2),
    "conclusion": "Ann was told.",
}


def test_a_waiver_changes_neither_outcome_nor_count(written, database, ask):
    query = (
        "SELECT to_jsonb(each) - 'waived_episodes' "
        "FROM soc2.period_conclusion('2026-11-24', '2026-11-24') AS each"
    )
    written.judge({"ann": "deviating"}, FIRST)
    load(written.locker, database)
    before = [ask(database, each) for each in (query, "SELECT * FROM soc2.fct_assessment")]

    written.register("register_waivers", [WAIVER], SECOND)
    load(written.locker, database)

    assert [ask(database, each) for each in (query, "SELECT * FROM soc2.fct_assessment")] == before
    (waived,) = ask(
        database, query.replace("to_jsonb(each) - 'waived_episodes'", "waived_episodes")
    )
    assert waived == (1,)


def test_a_waiver_approved_after_the_deviation_is_marked_retroactive(written, database, ask):
    written.judge({"ann": "deviating", "bob": "deviating"}, FIRST)
    written.register("register_waivers", [WAIVER])

    load(written.locker, database)

    assert ask(database, WAIVED) == [("ann", True, True), ("bob", False, None)]


def test_a_pattern_is_listed_with_what_it_matched_and_an_unused_waiver_is_told(
    written, database, ask
):
    written.judge({"ann": "deviating", "anna": "deviating", "a_n": "deviating"}, FIRST)
    unused = WAIVER | {"waiver_id": "unused", "items": ["eve"], "approval": "differs"}
    literal = WAIVER | {"waiver_id": "literal", "items": ["a_n"], "approval": "verified"}
    literal["approved_at"] = datetime(2026, 11, 1, tzinfo=UTC)
    written.register("register_waivers", [WAIVER, unused, literal])

    load(written.locker, database)

    assert ask(database, WAIVERS) == [
        ("ann_device", ["ann"], False, False, True, None),
        ("literal", ["a_n"], False, False, False, True),
        ("unused", [], True, False, False, False),
    ]


def test_a_waiver_whose_last_day_is_over_is_expired(written, database, ask):
    written.judge({"ann": "deviating"}, FIRST)
    written.register("register_waivers", [WAIVER | {"valid_to": date(2026, 11, 24)}])
    written.judge({"ann": "deviating"}, THIRD, recorded_at=datetime(2026, 11, 25, 1, tzinfo=UTC))

    load(written.locker, database)

    assert ask(database, "SELECT is_expired, open_episodes FROM soc2.v_waiver") == [(True, 1)]


def test_a_waiver_that_was_taken_back_is_over_and_stays_known(written, database, ask):
    written.register("register_waivers", [WAIVER], FIRST)
    written.register("register_waivers", [], SECOND)

    load(written.locker, database)

    assert ask(database, "SELECT is_current, valid_to_at FROM soc2.fct_waiver") == [
        (False, SECOND.start.replace(minute=5))
    ]


def test_what_nobody_reviewed_is_told(written, database, ask):
    written.judge({"ann": "conforming"}, FIRST)
    written.register("register_result_reviews", [])
    load(written.locker, database)
    query = "SELECT control_id, scope_id, is_reviewed, reviewed_by FROM soc2.v_result_review"
    before = ask(database, query)

    written.register("register_result_reviews", [REVIEW], SECOND)
    written.register("register_result_reviews", [REVIEW], THIRD)
    load(written.locker, database)

    assert before == [("AC-01", PRODUCTION.id, False, None)]
    assert ask(database, query) == [("AC-01", PRODUCTION.id, True, "Bo Day")]
    assert ask(database, "SELECT count(*) FROM soc2.fct_result_review") == [(1,)]


def test_a_day_with_deviations_is_not_called_inconclusive_beside(written, database, ask):
    both = {"controls": [control(tests=(MFA, KEYS))]}
    written.judge({"ann": "deviating"}, FIRST, **both)
    written.judge({"key": "unreadable"}, FIRST, test=KEYS, **both)

    load(written.locker, database)

    query = "SELECT deviating_days, inconclusive_days FROM soc2.v_result_review"
    assert ask(database, query) == [(1, 0)]
