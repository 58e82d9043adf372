"""What one source says about one scope while it is being asked: rows, counts, calls, failures.

A source writes into it and nothing else. Calls are attributed to the datasets in whose ``reading``
block they were made; an error in a block fails those datasets alone, the rest goes on.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from include.model.dataset import Dataset, Source
from include.model.errors import Cause, DefinitionError, SourceError, SourceIncomplete
from include.model.interval import Interval, utc_now
from include.model.record import Reconciliation
from include.model.scope import Scope
from include.sources.spool import Spool


@dataclass(frozen=True)
class Answer:
    """One answer as the service gave it; ``body`` is JSON-able and redacted before it is kept."""

    service: str
    operation: str
    region: str | None
    parameters: Mapping[str, Any]
    status: int | None
    error_code: str | None
    request_id: str | None
    service_date: datetime | None
    retries: int
    body: Any


@dataclass
class Reading:
    """What came for one dataset."""

    batches: list[pa.Table] = field(default_factory=list)
    spool: Spool | None = None
    answers: list[Answer] = field(default_factory=list)
    expected_items: int | None = None
    source_as_of: datetime | None = None
    reconciliation: Reconciliation | None = None
    error: SourceError | None = None
    unreadable: str | None = None
    observed_at: datetime | None = None
    finished_at: datetime | None = None
    denied_calls: Counter[str] = field(default_factory=Counter)
    referred_calls: Counter[str] = field(default_factory=Counter)


class Collection:
    """Gathers the readings of one source, one scope, one observation."""

    def __init__(
        self,
        source: Source,
        clock: Callable[[], datetime] = utc_now,
        *,
        scratch: Path | None = None,
        earlier: Callable[[Dataset], Sequence[Path]] = lambda _dataset: (),
    ) -> None:
        """Begin with nothing; the clock is replaced by tests only.

        ``scratch`` is a folder for what is too large for the memory; ``earlier`` finds the Parquet files
        of a window's earlier revisions, oldest first.
        """
        self.earlier = earlier
        self._scratch = scratch
        self.readings = {dataset.name: Reading() for dataset in source.datasets}
        # In UTC whatever the clock's zone: local time has an hour twice a year that names two instants.
        self._clock: Callable[[], datetime] = lambda: clock().astimezone(UTC)
        self.observed_at = self._clock()
        self.caller: str | None = None
        self.endpoint_host: str | None = None
        self.emulated = False
        self._interval: Interval | None = None
        self._current: tuple[Reading, ...] = tuple(self.readings.values())
        self._lock = threading.Lock()

    @property
    def interval(self) -> Interval:
        """Return the slot or window that is being filled: a source of events asks for it and no more."""
        if self._interval is None:
            msg = (
                "the collection was not told for which slot or window it is; set its interval first"
            )
            raise DefinitionError(msg)
        return self._interval

    @interval.setter
    def interval(self, interval: Interval) -> None:
        self._interval = interval

    @contextmanager
    def reading(self, *datasets: Dataset) -> Iterator[None]:
        """Attribute the calls made inside to these datasets, and a failure to them alone."""
        outer, self._current = self._current, tuple(self.readings[each.name] for each in datasets)
        started = self._clock()
        try:
            yield
        except SourceError as error:
            for reading in self._current:
                reading.error = error
        finally:
            for reading in self._current:
                reading.observed_at = reading.observed_at or started
                reading.finished_at = self._clock()
            self._current = outer

    def record(self, answer: Answer) -> None:
        """Keep an answer beside the rows of the datasets being read (called by the client, thread-safe)."""
        with self._lock:
            for reading in self._current:
                reading.answers.append(answer)

    def deny(self, action: str) -> None:
        """Count a call that was refused for want of a permission (called by the client, thread-safe)."""
        with self._lock:
            for reading in self._current:
                reading.denied_calls[action] += 1

    def refer(self, call: str) -> None:
        """Count a call whose answer is kept by reference, in the rows (called by the client, thread-safe)."""
        with self._lock:
            for reading in self._current:
                reading.referred_calls[call] += 1

    def stream(self, dataset: Dataset) -> Spool:
        """Begin to write rows as they come, for more than the memory holds.

        The source itself writes no row that an earlier revision has, and none twice.
        """
        if self._scratch is None:
            raise DefinitionError(f"{dataset.name}: the collection was given no folder to write to")
        spool = Spool(self._scratch / dataset.name, dataset)
        self.readings[dataset.name].spool = spool
        return spool

    def add(self, dataset: Dataset, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows; each column gets its declared type, an unknown key is a defect of the source."""
        listed = list(rows)
        strangers = {key for row in listed for key in row} - set(dataset.columns.names)
        if strangers:
            msg = f"{dataset.name}: rows carry undeclared columns {sorted(strangers)}"
            raise DefinitionError(msg)
        try:
            table = pa.Table.from_pylist(listed, schema=dataset.columns)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            msg = f"{dataset.name}: the answer does not fit the declared columns: {error}"
            raise SourceIncomplete(msg, cause=Cause.MALFORMED) from error
        self.readings[dataset.name].batches.append(table)

    def expect(self, dataset: Dataset, items: int) -> None:
        """State how many items the source itself said there are."""
        reading = self.readings[dataset.name]
        reading.expected_items = (reading.expected_items or 0) + items

    def as_of(self, dataset: Dataset, instant: datetime) -> None:
        """State the instant that the service says its answer is true of."""
        self.readings[dataset.name].source_as_of = instant

    def unreadable(self, dataset: Dataset, reason: str) -> None:
        """Say that a part of the whole can't be read, and how much of it nobody knows: the rest is kept.

        What is kept is judged, and no test concludes from it that nothing was wrong.
        """
        self.readings[dataset.name].unreadable = reason

    def reconcile(self, dataset: Dataset, reconciliation: Reconciliation) -> None:
        """Hold what came against a second, independent count."""
        self.readings[dataset.name].reconciliation = reconciliation


# How a provider's client is made for a scope, recording into a collection.
Connect = Callable[[Scope, Collection], Any]
