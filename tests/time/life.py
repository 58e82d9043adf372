"""What can happen to a pipeline: time that passes or jumps, runs of every kind, sources in trouble."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from include.model.errors import Cause, NotKnowable
from include.model.interval import Interval, IntervalKind
from include.model.record import GapCause
from tests.time.world import APPROVALS, DOINGS, REACH_DAYS, SHORT, THINGS, World

HOUR, DAY = 3600, 86400
SLOT = 6 * HOUR
LENGTH = {THINGS: SLOT, APPROVALS: SLOT, DOINGS: DAY}
KIND = {THINGS: IntervalKind.SLOT, APPROVALS: IntervalKind.SLOT, DOINGS: IntervalKind.WINDOW}
GAP_CAUSES = {
    Cause.DENIED: GapCause.DENIED,
    Cause.CREDENTIALS: GapCause.DENIED,
    Cause.PLAN_LIMIT: GapCause.PLAN_LIMIT,
    Cause.THROTTLED: GapCause.COLLECTOR_FAILED,
    SHORT: GapCause.COLLECTOR_FAILED,
}

_SOURCES = st.sampled_from([THINGS, THINGS, APPROVALS, DOINGS])
actions = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 40 * 60, SLOT, 3 * SLOT, 2 * DAY + 5])),
    st.tuples(st.just("wait_for_boundary"), st.sampled_from([-1, 0, 1])),
    st.tuples(st.just("run"), _SOURCES, st.integers(-2, 1)),
    st.tuples(st.just("run"), _SOURCES, st.just(0)),
    st.tuples(st.just("run_again"), st.integers(0, 5)),
    st.tuples(st.just("backfill"), _SOURCES, st.integers(1, REACH_DAYS + 3), st.integers(1, 6)),
    st.tuples(st.just("have_trouble"), _SOURCES, st.sampled_from([None, *GAP_CAUSES])),
    st.tuples(st.just("look_for_gaps")),
)
jumps = st.tuples(st.just("wait"), st.sampled_from([-1, -2 * HOUR, -SLOT, -30 * HOUR]))


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def begin(instant, length):
    """Return the begin of the slot or day of an instant, by whole numbers alone."""
    return int(instant.timestamp() // length * length)


def interval(kind, start, length):
    return Interval(kind=kind, start=at(start), end=at(start + length))


class Life(World):
    """A world in which one thing happens after another; a run that is refused is refused alone."""

    def __post_init__(self):
        super().__post_init__()
        self.runs = []

    def live(self, happenings):
        for what, *how in happenings:
            getattr(self, what)(*how)

    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    def wait_for_boundary(self, off):
        self.now = max(self.now, at(begin(self.now, SLOT) + SLOT + off))

    def run(self, source, off):
        """Run for the present slot, or for so many before or after; for events the day before it."""
        length = LENGTH[source]
        start = begin(self.now, length) + (off - (source == DOINGS)) * length
        self._start(source, interval(KIND[source], start, length))

    def run_again(self, number):
        """Retry or clear an earlier run: the same run, for the same slot or day, now."""
        if number < len(self.runs):
            self._try(*self.runs[number])

    def backfill(self, source, days_ago, days):
        """Run for every slot or day of a range, the way a backfill asks for it."""
        for day in range(days_ago, max(days_ago - days, -1), -1):
            start = begin(self.now, DAY) - day * DAY
            for first in range(start, start + DAY, LENGTH[source]):
                self._start(source, interval(KIND[source], first, LENGTH[source]))

    def have_trouble(self, source, how):
        self.trouble[source] = how

    def look_for_gaps(self):
        self.find_gaps()

    def _start(self, source, asked):
        self.runs.append((source, f"run {len(self.runs)}", asked))
        self._try(*self.runs[-1])

    def _try(self, source, run_id, asked):
        self.wait(1)  # no two observations are of one second: a run takes longer
        try:
            self.observe(source, run_id, asked)
        except NotKnowable:
            return  # test_asking shows when that must be, and that it leaves nothing
