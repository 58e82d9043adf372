"""Whatever happens to a pipeline: every slot and day that was due has evidence, or one gap that says why."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from include.extract.gaps import record_gaps
from include.model.errors import Cause
from include.model.record import CollectionStatus, Gap, GapCause, Manifest
from tests.time.examples import tried_on
from tests.time.life import (
    DAY,
    GAP_CAUSES,
    HOUR,
    KIND,
    LENGTH,
    SLOT,
    Life,
    actions,
    begin,
    interval,
    jumps,
)
from tests.time.world import APPROVALS, DOINGS, PLACE, REACH_DAYS, SHORT, SOURCES, THINGS, run

FIRST = datetime(2026, 10, 24, 21, 7, tzinfo=UTC)
STARTS_ON = date(2026, 10, 23)
BEGAN = int(datetime.combine(STARTS_ON, time(), UTC).timestamp())
LATE = {THINGS: 0, APPROVALS: 0, DOINGS: DAY}


def dataset(source):
    return SOURCES[source].SOURCE.datasets[0].name


def lives(folders, happenings):
    life = Life(folders(), FIRST, starts_on=STARTS_ON)
    life.live(happenings)
    return life


def check_own_time(life):
    """Every manifest belongs to the slot or day that it names, by its own clock."""
    for each in life.manifests:
        source, seen = each.source, each.observed_at.timestamp()
        start = int(each.interval.start.timestamp())
        assert each.interval == interval(KIND[source], start, LENGTH[source])
        if source == DOINGS:
            assert start % DAY == 0
            assert start + DAY <= seen <= start + REACH_DAYS * DAY
        else:
            assert start == begin(each.observed_at, SLOT)
        if each.parquet:
            assert f"/date={each.interval.start:%Y-%m-%d}/" in each.parquet.path
    paths = [each.parquet.path for each in life.manifests if each.parquet]
    assert len(paths) == len(set(paths))


def history(life, source):
    """Lay one source's log out by begin of slot or day: (log position, record) of what covers it."""
    length, found = LENGTH[source], {}
    for number, entry in enumerate(life.locker.entries()):
        record = entry.record
        if isinstance(record, Manifest) and record.source == source:
            found.setdefault(int(record.interval.start.timestamp()), []).append((number, record))
        elif isinstance(record, Gap) and record.source == source:
            assert record.datasets == (dataset(source),)
            assert record.scope.id == PLACE[source]
            for each in record.intervals:
                first, last = int(each.start.timestamp()), int(each.end.timestamp())
                assert (first % length, last % length) == (0, 0)
                for start in range(first, last, length):
                    found.setdefault(start, []).append((number, record))
    return found


def deployed(life, source):
    """Return the begin of the slot or day in which the source was first on record."""
    for entry in life.locker.entries():
        record = entry.record
        if isinstance(record, Manifest) and record.source == source:
            return begin(record.observed_at, LENGTH[source])
        if isinstance(record, Gap) and record.source == source:
            return begin(record.recorded_at, LENGTH[source])
    return None


def check_covered(life, source):
    """Every slot or day that was due has evidence, or exactly one gap with its cause."""
    length, found, came = LENGTH[source], history(life, source), deployed(life, source)
    for start in range(BEGAN, int(life.now.timestamp()) - LATE[source] - length + 1, length):
        records = found.get(start, [])
        tried = [(n, r) for n, r in records if isinstance(r, Manifest)]
        collected = [n for n, r in tried if r.status is CollectionStatus.COLLECTED]
        gaps = [(n, r) for n, r in records if isinstance(r, Gap)]
        assert len(gaps) == 1 or (collected and not gaps), (start, records)
        for number, gap in gaps:
            failures = [r.cause for n, r in tried if n < number]
            # Only events can still come after their gap is on record.
            assert all(n > number for n in collected)
            assert not collected or source == DOINGS
            age = gap.recorded_at.timestamp() - start
            is_kept = source != DOINGS or age <= REACH_DAYS * DAY
            assert gap.cause is _cause(failures, is_deployed=start >= came, is_kept=is_kept)


def _cause(failures, *, is_deployed, is_kept):
    if failures:
        return GAP_CAUSES[SHORT if failures[-1] is Cause.INCOMPLETE else failures[-1]]
    missed = GapCause.OUTAGE if is_kept else GapCause.RETENTION_EXPIRED
    return missed if is_deployed else GapCause.NOT_DEPLOYED


@tried_on(60)
@given(st.lists(actions, max_size=25))
@example([("wait", SLOT), ("run", DOINGS, -1)])
def test_every_slot_that_was_due_has_evidence_or_one_gap_with_its_cause(folders, happenings):
    life = lives(folders, [("run", THINGS, 0), *happenings])

    life.find_gaps()

    check_own_time(life)
    for source in SOURCES:
        check_covered(life, source)
    assert life.find_gaps() == ()


@tried_on(60)
@given(st.lists(st.one_of(actions, jumps), max_size=25))
@example([("wait", -30 * HOUR), ("run", THINGS, 0)])
def test_a_clock_that_jumps_back_makes_no_gap_twice_and_dates_nothing_by_another_clock(
    folders, happenings
):
    life = lives(folders, [("run", THINGS, 0), ("look_for_gaps",), *happenings])

    life.find_gaps()

    check_own_time(life)
    for source in SOURCES:
        for start, records in history(life, source).items():
            causes = Counter(type(record) for _, record in records)
            assert causes[Gap] <= 1, (source, start)
    assert life.find_gaps() == ()


@tried_on(30)
@given(st.lists(st.one_of(actions, jumps), max_size=15), st.lists(actions, max_size=15))
def test_what_is_on_record_stays_as_it_is(folders, happenings, more):
    life = lives(folders, happenings)
    before = {path: path.read_bytes() for path in life.locker.root.rglob("*") if path.is_file()}

    life.live(more)

    assert {path: path.read_bytes() for path in before} == before


def test_a_source_that_is_new_was_not_deployed_before(folders):
    life = lives(folders, [("run", THINGS, 0), ("wait", 3 * DAY), ("run", THINGS, 0)])

    gaps = life.find_gaps()

    causes = {
        each.source: {gap.cause for gap in gaps if gap.source == each.source} for each in gaps
    }
    assert causes[APPROVALS] == {GapCause.NOT_DEPLOYED}
    assert causes[THINGS] == {GapCause.NOT_DEPLOYED, GapCause.OUTAGE}


def test_a_scope_that_ended_before_the_deployment_was_due_until_its_end(folders):
    life = lives(folders, [("run", THINGS, 0)])
    last_day = FIRST.date() - timedelta(days=1)
    account = life.company.scope.scopes()[1].model_copy(update={"ends_on": last_day})
    named = [(THINGS, SOURCES[THINGS].SOURCE)]

    (gap,) = record_gaps(life.locker, named, [account], run=run("gaps"), clock=life.clock)

    assert gap.cause is GapCause.NOT_DEPLOYED
    assert [each.end for each in gap.intervals] == [interval(KIND[THINGS], BEGAN, DAY).end]
