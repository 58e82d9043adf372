"""CloudTrail's events of a day, read from the objects that it delivers to S3: who did what to which resource.

Only what a trail's selectors let through is there. What nobody can read of an object makes the day
inconclusive, never smaller. The raw answers stay in the trail's bucket: ``aws_cloudtrail_objects`` refers to
each by key, version and hash. Where a trail encrypts its objects with a key of KMS, that key's policy has to
let the collector decrypt too.
"""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from operator import attrgetter

from msgspec.structs import asdict

from include.model.dataset import Nature, Source
from include.model.interval import Interval
from include.model.scope import ScopeKind
from include.sources.aws._client import CONCURRENCY, Aws
from include.sources.aws._cloudtrail_datasets import EVENTS, OBJECTS
from include.sources.aws._cloudtrail_earlier import Earlier
from include.sources.aws._cloudtrail_intake import Intake
from include.sources.aws._cloudtrail_objects import Delivered, Listed, Row, get, listed
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(EVENTS, OBJECTS),
    late_days=3,
    is_delivered=True,
)
# What is delivered later than the daily run waits is asked for again, and holds up no day before it.
_LAG = timedelta(hours=6)
# As dictionaries 100,000 rows take 100 MB.
_BATCH = 10_000


def collect(aws: Aws, into: Collection) -> None:
    """Read every event of the window, and account for every object that can hold one."""
    with into.reading(EVENTS, OBJECTS), _nothing_circular():
        earlier = Earlier(into)
        intake = Intake(into.interval, into.stream(EVENTS).write, earlier.seen)
        known: list[Row] = []
        fresh: deque[Listed] = deque()
        for each in listed(aws, into.interval):
            row = earlier.row(each)
            if row is None:
                fresh.append(each)
            else:
                known.append(row)
        for delivered in _ahead(lambda each: get(aws, each), fresh):
            intake.add(delivered)
        rows = sorted(known + intake.finish(), key=attrgetter("bucket", "key"))
        into.expect(OBJECTS, len(rows))
        # Nothing is an answer, too.
        for start in range(0, len(rows) or 1, _BATCH):
            into.add(OBJECTS, map(asdict, rows[start : start + _BATCH]))
        into.expect(EVENTS, earlier.rows + intake.kept)
        holes = _holes(into.interval, rows)
        if holes:
            into.unreadable(EVENTS, holes)


@contextmanager
def _nothing_circular() -> Iterator[None]:
    """Keep Python from looking for circles among millions of events, which have none: a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _ahead(read: Callable[[Listed], Delivered], objects: deque[Listed]) -> Iterator[Delivered]:
    """Get objects in their order, a few at a time: no more of them wait in memory."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        waiting: deque[Future[Delivered]] = deque()
        while objects or waiting:
            while objects and len(waiting) < CONCURRENCY:
                waiting.append(pool.submit(read, objects.popleft()))
            yield waiting.popleft().result()


def _holes(window: Interval, rows: Iterable[Row]) -> str | None:
    """Name the first object that may hide events of the window, and say how many there are."""
    holes = [row for row in rows if row.status == "quarantined" and _may_hide(window, row)]
    if not holes:
        return None
    first = holes[0]
    others = f" and {len(holes) - 1} more" if len(holes) > 1 else ""
    return (
        f"{first.place} (SHA-256 {first.sha256}){others} can't be read: "
        f"{first.reason}; restore what CloudTrail delivered, then run again"
    )


def _may_hide(window: Interval, row: Row) -> bool:
    if row.delivered_at is None:
        return f"/{window.end:%Y/%m/%d}/" not in row.key
    return row.delivered_at < window.end + _LAG
