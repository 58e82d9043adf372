"""Which control tests read a dataset, asked when it could not be read."""

from collections.abc import Iterable, Mapping
from functools import cache

from include.control_tests.definitions import Definition, load_all


def tests_reading(datasets: Iterable[str]) -> tuple[str, ...]:
    """Name the control tests whose population reads any of the datasets, sorted."""
    wanted = set(datasets)
    return tuple(sorted(name for name, read in _reads().items() if wanted & read))


@cache
def _reads() -> Mapping[str, frozenset[str]]:
    """Load the tests once per process: several permissions may be missing at a time."""
    return {name: frozenset(datasets_of(each)) for name, each in load_all().items()}


def datasets_of(definition: Definition) -> tuple[str, ...]:
    """List what a test reads, and what the test that proves its days reads."""
    return (*definition.reads, *(datasets_of(definition.prover) if definition.prover else ()))
