"""Parameters of a named group of repositories: which items of a population each set of parameters judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from include.control_tests.definitions import Definition
from include.control_tests.parameters import effective
from include.model.parameters import ParametersFile


@dataclass(frozen=True)
class ParameterSet:
    """A test's parameters for the repositories of one group; ``group`` None: for everything else."""

    test: str
    group: str | None
    values: dict[str, Any]
    file: ParametersFile

    def items_of(self, population: pa.Table) -> pa.Table:
        """Return the rows that this set judges, of a population that was computed with it."""
        if not self.file.groups or "repository" not in population.column_names:
            return population
        named = population.column("repository").to_pylist()
        own = [self.file.group_of(each, self.test) == self.group for each in named]
        return population.filter(pa.array(own, pa.bool_()))


def parameter_sets(definition: Definition, file: ParametersFile) -> tuple[ParameterSet, ...]:
    """Return what holds in general, then what holds for each group of repositories that has its own.

    Raises ``DefinitionError`` for an override that the test does not know.
    """
    own = file.tests.get(definition.name, {})
    overrides = {None: own} | {
        name: own | group.tests[definition.name]
        for name, group in file.groups.items()
        if definition.name in group.tests
    }
    return tuple(
        ParameterSet(definition.name, name, effective(definition, each), file)
        for name, each in overrides.items()
    )


def recorded(sets: Sequence[ParameterSet]) -> dict[str, Any]:
    """Write all sets down as one: a group's own stand as ``name@group``, with its repositories."""
    general, *groups = sets
    written = dict(general.values)
    if groups:
        # The first that names a repository holds, so their order is part of it.
        written["@groups"] = [each.group for each in groups]
    for each in groups:
        of = {"repositories": list(each.file.groups[each.group or ""].repositories)}
        own = {name: value for name, value in each.values.items() if value != general.values[name]}
        written |= {f"{name}@{each.group}": value for name, value in (of | own).items()}
    return written
