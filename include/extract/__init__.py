"""Extract: ask one source about one scope, keep what it said, and say what it did not.

No opinion: rows, raw answers and counts go to the locker as they came. State fills the slot in which it
was observed by our clock, and no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from include import sources
from include.extract.due import due
from include.extract.keep import keep
from include.extract.revisions import revision_paths
from include.locker import Locker
from include.model.dataset import Dataset, Source
from include.model.errors import DefinitionError
from include.model.interval import Interval, utc_now
from include.model.record import CollectionStatus, Manifest
from include.model.reference import Run
from include.model.scope import Scope
from include.sources.collection import Collection, Connect

__all__ = ["Extracted", "extract"]


@dataclass(frozen=True)
class Extracted:
    """What one extract left in the locker: a manifest per dataset, collected or failed."""

    manifests: tuple[Manifest, ...]

    @property
    def failed(self) -> tuple[Manifest, ...]:
        """List the datasets of which there is no evidence from this extract."""
        return tuple(each for each in self.manifests if each.status is CollectionStatus.FAILED)


def extract(
    source_name: str,
    scope: Scope,
    connect: Connect,
    *,
    locker: Locker,
    run: Run,
    interval: Interval | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Extracted:
    """Observe one source in one scope and keep everything it said.

    ``connect`` makes the provider's client; ``interval`` is the slot or window that the run is for, by
    default the present slot.
    A source that can't be read is not an error here: its manifests say so.

    Raises:
        NotKnowable: asking now would answer for another time; nothing was asked.
        DefinitionError: the source does not read this kind of scope.
    """
    module = sources.load(source_name)
    source: Source = module.SOURCE
    if source.scope_kind is not scope.kind:
        raise DefinitionError(
            f"{source_name} reads a {source.scope_kind}; {scope.id} is a {scope.kind}"
        )
    with locker.draft() as scratch:
        collection = Collection(source, clock, scratch=scratch.scratch)
        interval = due(f"{source_name} {scope.id}", source, interval, collection.observed_at)
        collection.interval = interval
        collection.earlier = partial(_earlier, locker, scope, interval)
        with collection.reading(*source.datasets):
            module.collect(connect(scope, collection), collection)
        kept = [
            keep(
                locker,
                source,
                dataset,
                collection,
                source_name=source_name,
                scope=scope,
                interval=interval,
                run=run,
            )
            for dataset in source.datasets
        ]
    return Extracted(manifests=tuple(kept))


def _earlier(
    locker: Locker, scope: Scope, interval: Interval, dataset: Dataset
) -> tuple[Path, ...]:
    return revision_paths(locker, dataset.name, scope.id, interval)
