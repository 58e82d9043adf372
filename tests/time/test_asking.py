"""Whatever is asked for, by whatever clock: the answer belongs to its own slot or day, or is refused."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from include.model.errors import Cause, DefinitionError, OutOfReach, SlotClosed, WindowOpen
from include.model.interval import IntervalKind
from include.model.record import CollectionStatus
from tests.time.examples import tried_on
from tests.time.life import DAY, HOUR, begin, interval
from tests.time.world import DOINGS, REACH_DAYS, SHORT, THINGS, World

ZONES = [
    UTC,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),  # its clocks change by half an hour
    ZoneInfo("Pacific/Kiritimati"),
    timezone(timedelta(hours=-9, minutes=-30)),
]
# Hours around which something happens: two changes of the clocks each way, a year's end, a leap day.
MOMENTS = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2028, 2, 29, tzinfo=UTC),
]
instants = st.builds(
    lambda moment, seconds, micro: moment + timedelta(seconds=seconds, microseconds=micro),
    st.sampled_from(MOMENTS),
    st.one_of(
        st.integers(-2 * DAY, 2 * DAY),
        st.builds(lambda k, off: k * 6 * HOUR + off, st.integers(-4, 4), st.integers(-1, 1)),
    ),
    st.sampled_from([0, 0, 1, 999_999]),
)
lengths = st.sampled_from([HOUR, 6 * HOUR, 8 * HOUR, 12 * HOUR, DAY])


@tried_on(100)
@given(
    now=instants,
    zone=st.sampled_from(ZONES),
    length=lengths,
    slots_off=st.integers(-3, 3),
    trouble=st.sampled_from([None, None, Cause.DENIED, SHORT]),
)
@example(now=MOMENTS[1], zone=ZONES[1], length=6 * HOUR, slots_off=0, trouble=None)
def test_state_is_observed_in_its_own_slot_or_not_at_all(
    folders, *, now, zone, length, slots_off, trouble
):
    world = World(folders(), now, zone=zone, trouble={THINGS: trouble} if trouble else {})
    asked = interval(IntervalKind.SLOT, begin(now, length) + slots_off * length, length)

    if slots_off:
        with pytest.raises(SlotClosed):
            world.observe(THINGS, "run", asked)
    else:
        world.observe(THINGS, "run", asked)

    kept = world.manifests
    assert [each.interval for each in kept] == [asked] * (slots_off == 0)
    assert world.asked == (slots_off == 0)
    for each in kept:
        assert each.interval.start <= each.observed_at < each.interval.end
        assert each.observed_at == now
        assert (each.status is CollectionStatus.FAILED) == (trouble is not None)
        if each.parquet:
            assert f"/date={asked.start:%Y-%m-%d}/" in each.parquet.path
            assert f"/slot={asked.start:%H%M}/" in each.parquet.path


@tried_on(40)
@given(now=instants, zone=st.sampled_from(ZONES))
def test_whoever_names_no_slot_observes_the_present_one(folders, now, zone):
    world = World(folders(), now, zone=zone)

    (manifest,) = world.observe(THINGS, "by hand").manifests

    assert manifest.interval == interval(IntervalKind.SLOT, begin(now, 6 * HOUR), 6 * HOUR)


@tried_on(100)
@given(
    now=instants,
    zone=st.sampled_from(ZONES),
    days_back=st.integers(-2, REACH_DAYS + 3),
    days=st.sampled_from([1, 1, 1, 2, 30]),
)
def test_events_are_collected_of_days_that_are_over_and_still_kept(
    folders, now, zone, days_back, days
):
    world = World(folders(), now, zone=zone)
    start = begin(now, DAY) - days_back * DAY
    asked = interval(IntervalKind.WINDOW, start, days * DAY)
    refusal = None
    if now.timestamp() < start + days * DAY:
        refusal = WindowOpen
    elif now.timestamp() - start > REACH_DAYS * DAY:
        refusal = OutOfReach

    if refusal:
        with pytest.raises(refusal):
            world.observe(DOINGS, "run", asked)
    else:
        world.observe(DOINGS, "run", asked)

    assert [each.interval for each in world.manifests] == [asked] * (refusal is None)
    assert world.asked == (refusal is None)
    for each in world.manifests:
        assert f"/date={asked.start:%Y-%m-%d}/" in each.parquet.path


@tried_on(10)
@given(now=instants)
def test_state_has_no_days_and_events_have_no_slots(folders, now):
    world = World(folders(), now)
    slot = interval(IntervalKind.SLOT, begin(now, 6 * HOUR), 6 * HOUR)
    day = interval(IntervalKind.WINDOW, begin(now, DAY) - DAY, DAY)

    for source, asked in ((THINGS, day), (DOINGS, slot), (DOINGS, None)):
        with pytest.raises(DefinitionError, match="is asked per"):
            world.observe(source, "run", asked)

    assert (world.asked, world.manifests) == (0, [])


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_two_observations_of_the_hour_that_comes_twice_stay_two(folders, zone):
    world = World(folders(), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), zone=zone)
    world.observe(THINGS, "run")
    world.things["a"] = "red"
    world.now += timedelta(hours=1)

    world.observe(THINGS, "run")

    first, second = world.manifests
    assert first.interval == second.interval
    assert first.parquet.path != second.parquet.path
