"""What was observed and what a system recorded of its own past conclude beside each other, never together."""

from datetime import timedelta

import pytest

from include.conclude import conclude
from include.load import load
from include.model.interval import slot_of, window_of
from tests.load.written import FIRST, MFA, RUN, control

RECORDED = "recorded_buckets_are_not_public"
DAY = window_of(FIRST.start)
NEXT = window_of(DAY.end)
SLOTS = [slot_of(FIRST.start + timedelta(hours=6 * number)) for number in range(8)]
FOUND = (
    "SELECT basis, expected_occurrences, tested_occurrences, observed_days, unbridged_days, items_ever, "
    "deviating_items, deviation_episodes, conclusion, cardinality(test_versions) FROM {} "
    "WHERE control_id = 'AC-01' AND scope_id = '123456789012' ORDER BY basis"
)
ASKED = "soc2.period_conclusion('2026-11-24', '2026-11-25', 'infinity')"
BOTH = {"controls": [control(tests=(MFA, RECORDED))], "recorded_at": NEXT.end + timedelta(days=2)}


@pytest.fixture
def judged(written):
    """Observe two days whole; of what was recorded know the first day, and not the second."""
    for slot in SLOTS:
        written.judge({"ann": "conforming"}, slot, **BOTH)
    history = BOTH | {"test": RECORDED, "nature": "history"}
    written.judge({"logs": "deviating", "web": "conforming"}, DAY, **history)
    written.judge({}, NEXT, missing="nothing was recorded", **history)
    return written


def test_each_basis_has_its_own_occurrences_gaps_deviations_and_conclusion(judged, database, ask):
    load(judged.locker, database)

    assert ask(database, FOUND.format(ASKED)) == [
        ("observed", 8, 8, 2, 0, 1, 0, 0, "no_deviations_noted", 1),
        ("recorded", 2, 1, 1, 1, 2, 1, 1, "deviations_noted", 1),
    ]


def test_a_gap_of_one_basis_is_none_of_the_other(judged, database, ask):
    load(judged.locker, database)

    gaps = ask(
        database,
        "SELECT basis, day_date::text, causes FROM "
        "soc2.control_gaps('2026-11-24', '2026-11-25', 'infinity')",
    )

    assert gaps == [("recorded", "2026-11-25", ["nothing was recorded"])]


def test_both_are_published_under_their_own_keys(judged, database, ask):
    load(judged.locker, database)
    days = (DAY.start.date(), NEXT.start.date())

    conclude(judged.locker, database, period_id="Q4", days=days, run=RUN)
    load(judged.locker, database)

    published = "(SELECT * FROM soc2.v_period_conclusion WHERE published_at IS NOT NULL) AS said"
    assert ask(database, FOUND.format(published)) == ask(database, FOUND.format(ASKED))
    keys = ask(database, "SELECT count(DISTINCT conclusion_key) FROM soc2.fct_period_conclusion")
    assert keys == ask(database, "SELECT count(*) FROM soc2.fct_period_conclusion")


def test_a_control_that_nothing_recorded_serves_has_one_conclusion(written, database, ask):
    written.judge({"ann": "conforming"}, FIRST)

    load(written.locker, database)

    (row,) = ask(database, FOUND.format(ASKED))
    assert row[0] == "observed"
