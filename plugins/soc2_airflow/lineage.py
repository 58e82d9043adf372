"""What a task read and wrote, for whoever keeps lineage: OpenLineage's datasets, when it is switched on.

``AIRFLOW__OPENLINEAGE__TRANSPORT`` switches it on; without it nothing here is called. Names are those of
OpenLineage's convention, so that they meet what other tools say of the same places: a dataset of evidence is
its folder in the locker, and a table is one of its server's.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from include.locker import Locker
    from include.model.record import Manifest

# OpenLineage's pair of namespace and name.
Place = tuple[str, str]


class TellsLineage:
    """An operator that keeps what it read and wrote while it ran; a failed one wrote what it kept, too."""

    read: tuple[Place, ...] = ()
    wrote: tuple[Place, ...] = ()

    def has_written(self, places: Iterable[Place]) -> None:
        """Add what was written, each place once."""
        self.wrote = tuple(dict.fromkeys((*self.wrote, *places)))

    def get_openlineage_facets_on_complete(self, _task_instance: Any) -> Any:
        """Return it as OpenLineage's provider asks for it, by this very name."""
        from airflow.providers.common.compat.openlineage.facet import Dataset
        from airflow.providers.openlineage.extractors import OperatorLineage

        inputs, outputs = (
            [Dataset(*each) for each in places] for places in (self.read, self.wrote)
        )
        return OperatorLineage(inputs=inputs, outputs=outputs)


def evidence(locker: "Locker", datasets: Iterable[str]) -> tuple[Place, ...]:
    """Name datasets of evidence in a locker."""
    return tuple(_in(locker, f"evidence/dataset={each}") for each in sorted(set(datasets)))


def kept(locker: "Locker", manifests: Iterable["Manifest"]) -> tuple[Place, ...]:
    """Name the datasets of which there is evidence now."""
    return evidence(locker, (each.dataset for each in manifests if each.parquet))


def verdicts(locker: "Locker", themes: Iterable[str]) -> tuple[Place, ...]:
    """Name the verdicts of themes in a locker."""
    return tuple(_in(locker, f"verdicts/theme={each}") for each in sorted(set(themes)))


def tables(warehouse_uri: str, names: Iterable[str]) -> tuple[Place, ...]:
    """Name tables of the warehouse; nothing of its account is told."""
    parts = urlsplit(warehouse_uri)
    server = f"postgres://{parts.hostname or 'localhost'}:{parts.port or 5432}"
    return tuple((server, f"{parts.path.strip('/')}.soc2.{each}") for each in sorted(set(names)))


def _in(locker: "Locker", folder: str) -> Place:
    place = locker.storage.place(folder)
    if not place.startswith("s3://"):
        return "file", str(Path(place).resolve())
    bucket, _, key = place.removeprefix("s3://").partition("/")
    return f"s3://{bucket}", key
