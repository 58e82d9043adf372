"""Why a control did not see a day is what kept its tests from it, and nothing that happened beside."""

from include.load import load
from include.model.interval import window_of
from tests.load.written import FIRST, KEYS, SECOND, Written, control

DAY = window_of(FIRST.start)
CAUSES = "SELECT causes FROM soc2.control_gaps('2026-11-24', '2026-11-24', 'infinity')"
DUE = "deployments were not collected for 2026-11-23"


def _judged(written):
    """Judge a day of events that nobody may conclude on; the test reads users beside the events."""
    of_events = [control(tests=(KEYS,))]
    written.judge({}, DAY, test=KEYS, nature="events", missing=DUE, controls=of_events)


def test_a_missed_slot_is_no_cause_where_another_of_the_day_was_observed(tmp_path, database, ask):
    written = Written(tmp_path / "locker")
    written.tell("aws.iam", [], FIRST)
    written.miss(SECOND)
    _judged(written)

    load(written.locker, database)

    assert ask(database, CAUSES) == [([DUE],)]


def test_a_missed_slot_is_a_cause_where_the_day_has_no_observation(tmp_path, database, ask):
    written = Written(tmp_path / "locker")
    written.miss(SECOND)
    _judged(written)

    load(written.locker, database)

    assert ask(database, CAUSES) == [(["outage"],)]
