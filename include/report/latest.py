"""Picks from the locker's log what a report is about: the latest assessment of each test and scope."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from include.locker import Locker
from include.model.interval import Interval, IntervalKind
from include.model.record import CollectionStatus, Entry, Gap, Judgement, Manifest
from include.model.verdict import Assessment, EvidenceRead

EvidenceKey = tuple[str, str, datetime, str]


@dataclass(frozen=True)
class Judged:
    """An assessment, and the log entry that holds it."""

    entry: int
    judgement: Judgement
    assessment: Assessment


@dataclass(frozen=True)
class Missing:
    """One dataset's slot or window without evidence, as the record of a gap names it."""

    gap: Gap
    dataset: str
    interval: Interval


@dataclass(frozen=True)
class Latest:
    """The part of the log that a report shows; ``last`` is the entry up to which it was read.

    ``collections`` belong to the intervals shown, ``evidence`` are those that were judged, by key.
    """

    last: Entry
    unjudged: int
    judged: tuple[Judged, ...]
    collections: dict[int, Manifest]
    evidence: dict[EvidenceKey, tuple[int, Manifest]]
    gaps: tuple[Missing, ...]

    @property
    def newest(self) -> Judged:
        """Return what was judged last."""
        return max(self.judged, key=lambda each: each.entry)

    @property
    def as_of(self) -> dict[IntervalKind, Interval]:
        """Return the newest judged slot and window."""
        intervals = sorted((each.judgement.interval for each in self.judged), key=_start)
        return {interval.kind: interval for interval in intervals}


def latest(locker: Locker) -> Latest | None:
    """Read the log, twice so that a year's records need not be held; None when nothing is judged.

    Raises:
        LockerCorrupt: an entry is missing or can't be read.
    """
    last: Entry | None = None
    found: dict[tuple[str, str], Judged] = {}
    for entry in locker.entries():
        last = entry
        if isinstance(entry.record, Judgement):
            _keep_later(found, entry.number, entry.record)
    if last is None or not found:
        return None
    return _with_collections(locker, last, tuple(found.values()))


def evidence_key(read: EvidenceRead) -> EvidenceKey:
    """Name the collection that an assessment read."""
    instant = datetime.fromisoformat(read.observed_at)
    return (read.dataset, read.scope_id, instant, read.parquet_sha256)


def _keep_later(found: dict[tuple[str, str], Judged], number: int, judgement: Judgement) -> None:
    """Let the later slot stand, and of one slot the later judgement: it saw every observation."""
    for assessment in judgement.assessments:
        key = (assessment.test, assessment.scope.id)
        held = found.get(key)
        if held is None or held.judgement.interval.start <= judgement.interval.start:
            found[key] = Judged(number, judgement, assessment)


def _with_collections(locker: Locker, last: Entry, judged: tuple[Judged, ...]) -> Latest:
    """Read the collections and gaps, up to the same entry even if the log has grown since."""
    intervals = {each.judgement.interval for each in judged}
    wanted = {evidence_key(read) for each in judged for read in each.assessment.evidence}
    judged_up_to = max(each.entry for each in judged)
    collections: dict[int, Manifest] = {}
    evidence: dict[EvidenceKey, tuple[int, Manifest]] = {}
    gaps: list[Gap] = []
    filled: set[tuple[str, str, Interval]] = set()
    unjudged = 0
    for entry in locker.entries():
        record = entry.record
        if entry.number > last.number:
            break
        if isinstance(record, Gap):
            gaps.append(record)
        elif isinstance(record, Manifest):
            unjudged += entry.number > judged_up_to
            if record.status is CollectionStatus.COLLECTED:
                filled.add((record.dataset, record.scope.id, record.interval))
            if record.interval in intervals:
                collections[entry.number] = record
            if _key(record) in wanted:
                evidence[_key(record)] = (entry.number, record)
    return Latest(last, unjudged, judged, collections, evidence, tuple(_open(gaps, filled)))


def _key(manifest: Manifest) -> EvidenceKey:
    parquet = manifest.parquet.sha256 if manifest.parquet else ""
    return (manifest.dataset, manifest.scope.id, manifest.observed_at, parquet)


def _open(gaps: Iterable[Gap], filled: set[tuple[str, str, Interval]]) -> Iterator[Missing]:
    """Lay gaps out, each once, without the windows whose events were collected after all."""
    found = {
        (dataset, gap.scope.id, interval): Missing(gap, dataset, interval)
        for gap in gaps
        for dataset in gap.datasets
        for interval in gap.intervals
    }
    return (missing for key, missing in found.items() if key not in filled)


def _start(interval: Interval) -> datetime:
    return interval.start
