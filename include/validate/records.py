"""What the log holds, laid out by slot or window: collections, gaps, verifications, what was judged."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from include.model.integrity import VerificationRecord
from include.model.interval import DAY, Interval, IntervalKind, window_of
from include.model.record import CollectionStatus, Entry, Gap, GapCause, Judgement, Manifest
from include.model.reference import FileRef
from include.model.review import ReviewAnswer, StartedReview

Due = Callable[[Manifest | Gap, Interval], bool]
# What was found so long before a slot is shown to the tests of our own findings.
_FOUND_BEFORE = DAY * 8


@dataclass(frozen=True)
class Found:
    """What later judgements ask of an earlier one; ``judged`` is each test, scope, and whether it saw all."""

    interval: Interval
    recorded_at: datetime
    judged: tuple[tuple[str, str, bool], ...]
    verdicts: FileRef


@dataclass(frozen=True)
class Late:
    """A roster that tells otherwise of the time since ``since`` (UTC) than the one before it did."""

    roster: Manifest
    since: datetime

    def concerns(self, interval: Interval) -> bool:
        """Tell whether a slot or day is over that it tells otherwise of."""
        return self.since < interval.end <= self.roster.interval.start


@dataclass
class Records:
    """What is on record about one slot or window; ``reopened`` are tests and scopes to be judged again."""

    interval: Interval
    manifests: list[Manifest] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    verification: VerificationRecord | None = None
    found_before: Sequence[Found] = ()
    reviews_before: Sequence[StartedReview] = ()
    answers_before: Sequence[ReviewAnswer] = ()
    is_due: bool = False
    reopened: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Log:
    """The whole log, read once: ``judged`` are the inputs of every assessment there is.

    ``collected`` is what came of a dataset in a scope, ever, by the time of its observation; ``late`` are
    the rosters that came late for what is to be judged.
    """

    by_interval: dict[Interval, Records] = field(default_factory=dict)
    collected: dict[tuple[str, str], list[Manifest]] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    late: tuple[Late, ...] = ()


def read_log(entries: Iterable[Entry], due: Due, *, days_before: int = 0) -> Log:
    """Lay the log out; ``due`` says of a record and one of its intervals whether that is to be judged.

    Then the days after a day that is due are too, as far as a test looks back at it (``days_before``):
    days of a backfill are collected in any order.
    """
    log, verifications = Log(), list[VerificationRecord]()
    reviews: list[StartedReview | ReviewAnswer] = []
    for entry in entries:
        record = entry.record
        if isinstance(record, Manifest):
            about = log.by_interval.setdefault(record.interval, Records(record.interval))
            about.manifests.append(record)
            about.is_due |= due(record, record.interval)
            if record.status is CollectionStatus.COLLECTED:
                log.collected.setdefault((record.dataset, record.scope.id), []).append(record)
        elif isinstance(record, Gap) and record.cause is not GapCause.NOT_DEPLOYED:
            for interval in record.intervals:
                about = log.by_interval.setdefault(interval, Records(interval))
                about.gaps.append(record)
                about.is_due |= due(record, interval)
        elif isinstance(record, Judgement):
            log.judged.update(each.inputs_sha256 for each in record.assessments)
            judged = tuple((e.test, e.scope.id, e.is_complete) for e in record.assessments)
            log.found.append(Found(record.interval, record.recorded_at, judged, record.verdicts))
        elif isinstance(record, VerificationRecord):
            verifications.append(record)
        elif isinstance(record, StartedReview | ReviewAnswer):
            reviews.append(record)
    for manifests in log.collected.values():
        manifests.sort(key=lambda each: each.observed_at)
    _show_what_was_known(log, verifications, reviews)
    _show_what_was_found(log)
    _make_due_what_looks_back(log, days_before)
    return log


def _show_what_was_known(
    log: Log,
    verifications: Sequence[VerificationRecord],
    reviews: Sequence[StartedReview | ReviewAnswer],
) -> None:
    for interval, about in log.by_interval.items():
        before = (each for each in verifications if each.verified_at < interval.end)
        about.verification = max(before, key=lambda each: each.verified_at, default=None)
        by_then = [each for each in reviews if each.recorded_at < interval.end]
        about.reviews_before = [each for each in by_then if isinstance(each, StartedReview)]
        about.answers_before = [each for each in by_then if isinstance(each, ReviewAnswer)]


def _show_what_was_found(log: Log) -> None:
    found = log.found
    found.sort(key=_began)
    for interval, about in log.by_interval.items():
        if interval.kind is IntervalKind.SLOT:
            first = bisect_left(found, interval.start - _FOUND_BEFORE, key=_began)
            about.found_before = found[first : bisect_left(found, interval.start, key=_began)]


def _began(found: Found) -> datetime:
    return found.interval.start


def _make_due_what_looks_back(log: Log, days: int) -> None:
    due = [
        interval
        for interval, about in log.by_interval.items()
        if about.is_due and interval.kind is IntervalKind.WINDOW
    ]
    for interval in due:
        for later in range(1, days + 1):
            about = log.by_interval.get(window_of(interval.start + DAY * later))
            if about is not None:
                about.is_due = True
