"""The log of an account's events: whether it is proven for some time, and what it shows of changes by IAM."""

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from include.locker import Locker
from include.model.interval import DAY, Interval, window_of
from include.model.record import Judgement, Manifest
from include.model.verdict import Outcome, Verdict

EVENTS = "aws_cloudtrail_events"
# A trail that takes all in and signs it stood on both sides; between them each hour was signed, nobody made
# a trail take less, and every signed log object is there and was read.
TRAIL_TESTS = ("every_region_is_logged", "log_files_are_validated")
DAY_TESTS = ("logging_is_never_reduced", "log_objects_are_proven")
HOURS = "every_hour_is_signed"
# IAM is one for all Regions and writes its events here; so its changes are proven by this Region's hours.
SERVICE, REGION = "iam.amazonaws.com", "us-east-1"
_HOURS_A_DAY = 24
_PASSED = {Outcome.NO_DEVIATIONS, Outcome.NO_OCCURRENCES}


class EventLog:
    """What is on record of the events of CloudTrail and of the tests that prove them."""

    def __init__(self, locker: Locker) -> None:
        """Know nothing yet; ``hear_of`` tells, in the order of the log."""
        self._locker = locker
        self._events: dict[tuple[str, Interval], list[Manifest]] = {}
        self._judged: dict[tuple[str, str, Interval], tuple[Judgement, Outcome]] = {}
        self._numbers: dict[tuple[str, Interval], int] = {}
        self._proven: dict[tuple[str, Interval], bool] = {}
        self._changes: dict[tuple[str, Interval], list[datetime]] = {}

    def hear_of_collection(self, number: int, manifest: Manifest) -> None:
        """Take in a collection; those of events count."""
        if manifest.dataset == EVENTS:
            place = (manifest.scope.id, manifest.interval)
            self._events.setdefault(place, []).append(manifest)
            self._numbers[place] = number

    def hear_of_judgement(self, number: int, judgement: Judgement) -> None:
        """Take in a judgement; the last one of a test, scope and slot or day counts."""
        for each in judgement.assessments:
            if each.test in {*TRAIL_TESTS, *DAY_TESTS, HOURS}:
                place = (each.scope.id, judgement.interval)
                self._judged[each.test, *place] = (judgement, each.outcome)
                self._numbers[place] = number

    def last_word(self, before: Manifest, after: Manifest) -> int:
        """Return the number of the last record that says anything of the time between two observations."""
        intervals = (before.interval, after.interval, *_days(before, after))
        return max(self._numbers.get((before.scope.id, each), 0) for each in intervals)

    def shows_no_change(self, before: Manifest, after: Manifest) -> bool | None:
        """Tell whether IAM changed nothing between two observations; None where the log is not proven."""
        scope_id, days = before.scope.id, _days(before, after)
        trails = all(
            self._passed(test, scope_id, slot)
            for test in TRAIL_TESTS
            for slot in (before.interval, after.interval)
        )
        if not trails:
            return None
        for place in ((scope_id, day) for day in days):
            if place not in self._proven:
                self._proven[place] = self._is_proven(*place)
            if not self._proven[place]:
                return None
        start, end = _began(before), after.finished_at
        return not any(start <= at <= end for day in days for at in self._changed(scope_id, day))

    def _passed(self, test: str, scope_id: str, interval: Interval) -> bool:
        _, outcome = self._judged.get((test, scope_id, interval), (None, None))
        return outcome in _PASSED

    def _is_proven(self, scope_id: str, day: Interval) -> bool:
        """Tell whether the day's events are there, and every hour of the Region conforms."""
        collected = self._events.get((scope_id, day), [])
        if not collected or any(each.unreadable for each in collected):
            return False
        if not all(self._passed(test, scope_id, day) for test in DAY_TESTS):
            return False
        judgement, _ = self._judged.get((HOURS, scope_id, day), (None, None))
        if judgement is None:
            return False
        signed = self._locker.table(judgement.verdicts).filter(
            (pc.field("test") == HOURS)
            & (pc.field("scope_id") == scope_id)
            & (pc.field("verdict") == Verdict.CONFORMING)
            & pc.starts_with(pc.field("item_id"), f"{REGION}/")
        )
        return bool(signed.num_rows == _HOURS_A_DAY)

    def _changed(self, scope_id: str, day: Interval) -> list[datetime]:
        """List when IAM was written to on a day, as far as any event may be one that did; tried counts."""
        place = (scope_id, day)
        if place not in self._changes:
            self._changes[place] = [
                at for each in self._events[place] for at in _writes(self._locker, each)
            ]
        return self._changes[place]


def _writes(locker: Locker, manifest: Manifest) -> list[datetime]:
    if manifest.parquet is None:
        return []
    rows = locker.rows(manifest.parquet)
    rows = ds.dataset(rows) if isinstance(rows, pa.Table) else rows
    service, only_reads = pc.field("event_source"), pc.field("read_only")
    found = rows.to_table(
        columns=["event_time"],
        filter=(service.is_null() | (service == SERVICE)) & (only_reads.is_null() | ~only_reads),
    )
    return list(found["event_time"].to_pylist())


def _began(before: Manifest) -> datetime:
    """Return since when a state is told: a service may answer with what it knew earlier."""
    return min(before.observed_at, before.source_as_of or before.observed_at)


def _days(before: Manifest, after: Manifest) -> tuple[Interval, ...]:
    return tuple(_until(window_of(_began(before)), after.finished_at))


def _until(day: Interval, end: datetime) -> Iterator[Interval]:
    while day.start <= end:
        yield day
        day = window_of(day.start + DAY)
