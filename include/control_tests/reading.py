"""Which control tests read a dataset, asked when it could not be read."""

from collections.abc import Iterable

from include.control_tests.definitions import load_all


def tests_reading(datasets: Iterable[str]) -> tuple[str, ...]:
    """Name the control tests whose population reads any of the datasets, sorted."""
    wanted = set(datasets)
    return tuple(sorted(name for name, each in load_all().items() if wanted & set(each.reads)))
