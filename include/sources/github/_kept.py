"""Gathers the rows of several datasets, which come one pull request after another."""

from collections.abc import Iterable

from include.model.dataset import Dataset
from include.sources.collection import Collection
from include.sources.github._client import Row


class Kept:
    """The rows so far, one per key of their dataset: the first that came.

    A key comes twice where a commit reached a branch, was rewritten away and came again.
    """

    def __init__(self, datasets: Iterable[Dataset]) -> None:
        """Begin with no rows."""
        self._rows: dict[str, dict[tuple[object, ...], Row]] = {}
        self._datasets = tuple(datasets)

    def add(self, dataset: Dataset, place: Row, rows: Iterable[Row]) -> None:
        """Add rows of one place."""
        unique = self._rows.setdefault(dataset.name, {})
        for row in rows:
            whole = {**place, **row}
            unique.setdefault(tuple(whole.get(each) for each in dataset.key), whole)

    def hand_over(self, into: Collection) -> None:
        """Give the collection everything, the datasets without a row too."""
        for dataset in self._datasets:
            rows = list(self._rows.get(dataset.name, {}).values())
            into.expect(dataset, len(rows))
            into.add(dataset, rows)
