"""CloudTrail's events of a day, read from the objects that it delivers to S3: who did what to which resource.

Only what a trail's selectors let through is there. An object that cannot be read leaves the day without
events, never with fewer. The raw answers stay in the trail's bucket: ``aws_cloudtrail_objects`` refers to
each by key, version and hash.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from include.model.dataset import Nature, Source
from include.model.errors import Cause, SourceIncomplete
from include.model.interval import Interval
from include.model.scope import ScopeKind
from include.sources.aws._client import CONCURRENCY, Aws
from include.sources.aws._cloudtrail_datasets import EVENTS, OBJECTS
from include.sources.aws._cloudtrail_earlier import Earlier
from include.sources.aws._cloudtrail_intake import Intake, Row
from include.sources.aws._cloudtrail_objects import Delivered, Listed, get, listed
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(EVENTS, OBJECTS),
    late_days=3,
)
# What is delivered later than the daily run waits is asked for again, and holds up no day before it.
_LAG = timedelta(hours=6)


def collect(aws: Aws, into: Collection) -> None:
    """Read every event of the window, and account for every object that can hold one."""
    with into.reading(EVENTS, OBJECTS):
        earlier = Earlier(into)
        spool = into.stream(EVENTS, ("event_id", "object_sha256"))
        intake = Intake(into.interval, spool.write, earlier.seen)
        rows: list[Row] = []
        fresh: list[Listed] = []
        for each in listed(aws, into.interval):
            known = earlier.row(each)
            if known is None:
                fresh.append(each)
            else:
                rows.append(known)
        for delivered in _ahead(lambda each: get(aws, each), fresh):
            intake.add(delivered)
        rows += intake.finish()
        into.expect(OBJECTS, len(rows))
        into.add(OBJECTS, sorted(rows, key=lambda row: (row["bucket"], row["key"])))
        into.expect(EVENTS, earlier.rows + intake.kept)
    with into.reading(EVENTS):
        _refuse_holes(into.interval, rows)


def _ahead(read: Callable[[Listed], Delivered], objects: Iterable[Listed]) -> Iterator[Delivered]:
    """Get objects in their order, a few at a time: no more of them wait in memory."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        waiting: deque[Future[Delivered]] = deque()
        for each in objects:
            waiting.append(pool.submit(read, each))
            if len(waiting) >= CONCURRENCY:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _refuse_holes(window: Interval, rows: Iterable[Row]) -> None:
    holes = [
        row
        for row in rows
        if row["status"] == "quarantined"
        and (row["delivered_at"] is None or row["delivered_at"] < window.end + _LAG)
    ]
    if holes:
        first = holes[0]
        others = f" and {len(holes) - 1} more" if len(holes) > 1 else ""
        msg = (
            f"{first['bucket']}/{first['key']} (SHA-256 {first['sha256']}){others} can't be read: "
            f"{first['reason']}; restore what CloudTrail delivered, then run again"
        )
        raise SourceIncomplete(msg, cause=Cause.MALFORMED, code="ObjectQuarantined")
