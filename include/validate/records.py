"""What the log holds, laid out by slot or window: collections, gaps, verifications, what was judged."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from include.model.integrity import VerificationRecord
from include.model.interval import Interval
from include.model.record import CollectionStatus, Entry, Gap, GapCause, Judgement, Manifest

Due = Callable[[Manifest | Gap, Interval], bool]


@dataclass
class Records:
    """What is on record about one slot or window."""

    interval: Interval
    manifests: list[Manifest] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    verification: VerificationRecord | None = None
    is_due: bool = False


@dataclass
class Log:
    """The whole log, read once: ``judged`` are the inputs of every assessment there is.

    ``collected`` is what came of a dataset in a scope, ever, by the time of its observation.
    """

    by_interval: dict[Interval, Records] = field(default_factory=dict)
    collected: dict[tuple[str, str], list[Manifest]] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)


def read_log(entries: Iterable[Entry], due: Due) -> Log:
    """Lay the log out; ``due`` says of a record and one of its intervals whether that is to be judged."""
    log, verifications = Log(), []
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
        elif isinstance(record, VerificationRecord):
            verifications.append(record)
    for manifests in log.collected.values():
        manifests.sort(key=lambda each: each.observed_at)
    for interval, about in log.by_interval.items():
        before = (each for each in verifications if each.verified_at < interval.end)
        about.verification = max(before, key=lambda each: each.verified_at, default=None)
    return log
