"""Finds the gaps of state that are bridged: both sides agree, and a proven log of events shows no change.

A bridged gap stays a gap, in which nobody looked. That it is bridged is known days later, when the events
between its sides were collected and proven; a further record then says so. Where later evidence takes the
proof away, another one says that: the log's last word on a slot counts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from include.extract.proven import EventLog
from include.locker import Locker
from include.model.dataset import Nature, Source
from include.model.interval import Interval, utc_now
from include.model.record import CollectionStatus, Gap, GapCause, Judgement, Manifest
from include.model.reference import Run

_OF_IAM = "iam:"
_Place = tuple[str, str]
# Of a slot of a dataset in a scope: number and text of the last record that says it was missed.
_Missed = dict[tuple[_Place, Interval], tuple[int, Gap]]
_Seen = dict[_Place, list[Manifest]]


def bridge_gaps(
    locker: Locker,
    sources: Iterable[Source],
    *,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Gap, ...]:
    """Append a record for every missed slot that is bridged by now, or is not any more.

    Those datasets can be bridged that IAM alone answers: whatever changes there is an event of IAM in the
    one Region where it writes. A bucket may come and go in a Region whose hours nobody proves.
    """
    names = {dataset for source in sources for dataset in _answered_by_iam(source)}
    missed, seen, log = _read(locker, names)
    turned: dict[tuple[int, str], list[Interval]] = {}
    for ((dataset, scope_id), slot), (number, gap) in missed.items():
        before, after = neighbours(seen.get((dataset, scope_id), []), slot)
        if gap.is_bridged is not _is_bridged(log, gap, number, before, after):
            turned.setdefault((number, dataset), []).append(slot)
    found = tuple(_told_anew(missed, turned, run=run, at=clock()))
    for gap in found:
        with locker.draft() as draft:
            draft.commit(gap)
    return found


def is_bridged(before: str | None, after: str | None, *, log_shows_no_change: bool | None) -> bool:
    """Tell whether a gap is bridged: both sides agree, and a proven continuous log shows no change.

    ``before`` and ``after`` are the row hashes of the neighbouring observations;
    ``log_shows_no_change`` is None where no event log of that time is proven continuous.
    """
    return before is not None and before == after and log_shows_no_change is True


def neighbours(seen: Sequence[Manifest], slot: Interval) -> tuple[Manifest | None, Manifest | None]:
    """Return the last collection before a slot and the first after it, each as it was parsed last."""
    earlier = [each for each in seen if each.interval.end <= slot.start]
    later = [each for each in seen if each.interval.start >= slot.end]
    before = max(earlier, key=lambda each: (each.observed_at, each.revision), default=None)
    after = min(later, key=lambda each: (each.observed_at, -each.revision), default=None)
    return before, after


def _is_bridged(
    log: EventLog, gap: Gap, number: int, before: Manifest | None, after: Manifest | None
) -> bool:
    """Ask the log where both sides agree; what is bridged stays so until something else is recorded."""
    if before is None or after is None or not (_is_whole(before) and _is_whole(after)):
        return False
    if gap.is_bridged and log.last_word(before, after) < number:
        return True
    if before.row_hash != after.row_hash:
        return False
    shown = log.shows_no_change(before, after)
    return is_bridged(before.row_hash, after.row_hash, log_shows_no_change=shown)


def _is_whole(manifest: Manifest) -> bool:
    """Tell whether a collection is all that there was: what nobody could read agrees with nothing."""
    second = manifest.reconciliation
    return (
        manifest.unreadable is None
        and not manifest.denied_calls
        and manifest.expected_items in {None, manifest.received_items}
        and (second is None or second.unexplained_items == 0)
    )


def _answered_by_iam(source: Source) -> Iterator[str]:
    for dataset in source.datasets:
        asked = dataset.permissions
        if source.nature is Nature.STATE and asked and all(p.startswith(_OF_IAM) for p in asked):
            yield dataset.name


def _read(locker: Locker, names: set[str]) -> tuple[_Missed, _Seen, EventLog]:
    missed: _Missed = {}
    seen: _Seen = {}
    log = EventLog(locker)
    for entry in locker.entries():
        record = entry.record
        if isinstance(record, Gap) and record.cause is not GapCause.NOT_DEPLOYED:
            for dataset in names.intersection(record.datasets):
                for slot in record.intervals:
                    missed[(dataset, record.scope.id), slot] = (entry.number, record)
        elif isinstance(record, Manifest) and record.status is CollectionStatus.COLLECTED:
            if record.dataset in names:
                seen.setdefault((record.dataset, record.scope.id), []).append(record)
            log.hear_of_collection(entry.number, record)
        elif isinstance(record, Judgement):
            log.hear_of_judgement(entry.number, record)
    return missed, seen, log


def _told_anew(
    missed: _Missed, turned: dict[tuple[int, str], list[Interval]], *, run: Run, at: datetime
) -> Iterator[Gap]:
    """Yield a record for each record, and slots, of which something else is true for some datasets."""
    told = dict(missed.values())
    together: dict[tuple[int, tuple[Interval, ...]], list[str]] = {}
    for (number, dataset), missing in turned.items():
        together.setdefault((number, tuple(missing)), []).append(dataset)
    for (number, slots), datasets in together.items():
        yield told[number].model_copy(
            update={
                "datasets": tuple(sorted(datasets)),
                "intervals": slots,
                "is_bridged": not told[number].is_bridged,
                "recorded_at": at,
                "run": run,
            }
        )
