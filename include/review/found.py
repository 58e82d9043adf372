"""Finds in the log what a review left, and what was observed since: not long ago, so the newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from include.locker import Locker
from include.model.errors import Refused
from include.model.record import CollectionStatus, Entry, Manifest
from include.model.review import ConcludedReview, ReviewAnswer, ReviewFollowUp, StartedReview


def started(locker: Locker, review: str) -> tuple[int, StartedReview]:
    """Return the entry that a review began with.

    Raises:
        Refused: no review of that name was started.
    """
    found = find_started(locker, review)
    if found is None:
        raise Refused(f"review {review} was never started; start it first")
    return found


def find_started(locker: Locker, review: str) -> tuple[int, StartedReview] | None:
    """Return the entry that a review began with; None where there is none."""
    for entry in locker.newest():
        if isinstance(entry.record, StartedReview) and entry.record.review == review:
            return entry.number, entry.record
    return None


def previous(locker: Locker) -> StartedReview | None:
    """Return the review that was started last."""
    found = (entry.record for entry in locker.newest() if isinstance(entry.record, StartedReview))
    return next((each for each in found if isinstance(each, StartedReview)), None)


def answers(locker: Locker, number: int) -> list[ReviewAnswer]:
    """List what was handed in for a review, in the order in which it came."""
    return [held.record for held in _since(locker, number, ReviewAnswer)]


def conclusion(locker: Locker, number: int) -> "Held[ConcludedReview] | None":
    """Return what a review was concluded with last."""
    found = _since(locker, number, ConcludedReview)
    return found[-1] if found else None


def follow_ups(locker: Locker, number: int) -> "list[Held[ReviewFollowUp]]":
    """List what was seen of a review's decisions, in the order of looking."""
    return _since(locker, number, ReviewFollowUp)


Of = TypeVar("Of", ReviewAnswer, ConcludedReview, ReviewFollowUp)


@dataclass(frozen=True)
class Held(Generic[Of]):
    """A record of a review with its entry in the log."""

    entry: Entry
    record: Of


def _since(locker: Locker, number: int, kind: type[Of]) -> list[Held[Of]]:
    found: list[Held[Of]] = []
    for entry in locker.newest():
        if entry.number <= number:
            break
        record = entry.record
        if isinstance(record, kind) and record.started == number:
            found.append(Held(entry, record))
    return found[::-1]


def manifests(locker: Locker, after: datetime, datasets: Iterable[str]) -> Iterator[Manifest]:
    """Yield the observations of some datasets since an instant, the newest record first."""
    wanted = set(datasets)
    for entry in locker.newest():
        record = entry.record
        if not isinstance(record, Manifest):
            continue
        if record.finished_at < after:
            return
        if record.dataset in wanted and record.status is CollectionStatus.COLLECTED:
            yield record


def latest(locker: Locker, dataset: str, after: datetime) -> list[dict[str, Any]]:
    """Return the rows of a register as it was read last since an instant; none where it was not."""
    last = next(manifests(locker, after, (dataset,)), None)
    return locker.table(last.parquet).to_pylist() if last and last.parquet else []
