"""Loads control tests strictly: what is wrong is one ``DefinitionError`` with file, line and remedy.

Loading checks what a file says by itself; ``binding.bind`` holds it against the datasets' columns.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from include.control_tests import names
from include.control_tests.arguments import fill, parameters_in
from include.model.control import ControlTest, Expectation
from include.model.errors import DefinitionError

__all__ = ["Definition", "fill", "load", "load_all", "names", "wrong"]

_COLUMN = frozenset({"column"})
_PAIR = frozenset({"column_A", "column_B"})
# Row rules that give the same answer on every engine, with the arguments that are needed or allowed.
# Conditions (`mostly`, `row_condition`) are not among them: the population says who, a rule holds for all.
RULES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "expect_column_values_to_be_in_set": (_COLUMN | {"value_set"}, frozenset()),
    "expect_column_values_to_not_be_in_set": (_COLUMN | {"value_set"}, frozenset()),
    "expect_column_values_to_be_between": (
        _COLUMN,
        frozenset({"min_value", "max_value", "strict_min", "strict_max"}),
    ),
    "expect_column_values_to_not_be_null": (_COLUMN, frozenset()),
    "expect_column_pair_values_to_be_equal": (_PAIR, frozenset()),
    "expect_column_pair_values_a_to_be_greater_than_b": (_PAIR, frozenset({"or_equal"})),
    "expect_multicolumn_sum_to_equal": (frozenset({"column_list", "sum_total"}), frozenset()),
}

# Given to every population by the engine, beside the test's own parameters.
GIVEN = frozenset({"as_of", "scope_id", "window_start", "window_end"})
_OF_EVENTS = frozenset({"window_start", "window_end"})


@dataclass(frozen=True)
class Definition:
    """A control test as it stands in its file.

    ``reads`` are the datasets that its SQL names, ``prover`` is the test that ``proven_by`` names. The
    population has the views that it reads before it, which are ``lines_of_views`` lines.
    """

    name: str
    theme: str
    path: Path
    test: ControlTest
    reads: tuple[str, ...]
    sql_parameters: frozenset[str]
    prover: "Definition | None" = None
    lines_of_views: int = 0

    def line(self, of_population: int) -> int:
        """Return which line of the file's own SQL it is; 0 for a line of a view."""
        return max(of_population - self.lines_of_views, 0)


def load(which: str | Path, folder: Path | None = None) -> Definition:
    """Load one test by its name or by its file."""
    return _proven(_load(which if isinstance(which, Path) else _find(which, folder)))


def _proven(definition: Definition, *proves: str) -> Definition:
    """Load the prover that a definition names, and that one's own; ``proves`` are the tests it is for."""
    name, place = definition.test.proven_by, ("proven_by",)
    if name is None:
        return definition
    file = next(definition.path.parents[1].glob(f"*/{name}.yaml"), None)
    if file is None:
        raise wrong(definition.path, place, f"{name} is no control test; name one that is")
    if name in {definition.name, *proves}:
        raise wrong(definition.path, place, f"{name} would prove itself; name another")
    prover = _proven(_load(file), definition.name, *proves)
    if prover.test.nature == "state" or not {*definition.test.per} <= {*prover.test.per}:
        message = f"{name} is not judged per day of the same scopes; name one that is"
        raise wrong(definition.path, place, message)
    return replace(definition, prover=prover)


def _load(path: Path) -> Definition:
    # Reading needs YAML and DuckDB, which who only asks for names must not pay for.
    from include.control_tests.query import QueryError, parse  # noqa: PLC0415
    from include.control_tests.views import expand  # noqa: PLC0415
    from include.model.files import read_yaml  # noqa: PLC0415

    test = read_yaml(path, ControlTest)
    try:
        population, lines_of_views = expand(test.population)
        query = parse(population)
    except QueryError as error:
        raise wrong(path, ("population",), str(error), sql_line=error.line) from None
    definition = Definition(
        name=path.stem,
        theme=path.parent.name,
        path=path,
        test=test.model_copy(update={"population": population}),
        reads=tuple(sorted(query.tables)),
        sql_parameters=query.parameters,
        lines_of_views=lines_of_views,
    )
    for position, name in enumerate(test.looks_back_on):
        if name not in definition.reads:
            message = f"{name} is not read; expected one of {', '.join(definition.reads)}"
            raise wrong(path, ("looks_back_on", position), message)
    if test.late_departure_days and "register_roster" not in definition.reads:
        raise wrong(path, ("late_departure_days",), "register_roster is not read; remove it")
    if not definition.reads:
        raise wrong(path, ("population",), "the SQL reads no dataset; select its items from one")
    for position, expectation in enumerate(test.expectations):
        _check_rule(definition, position, expectation)
    _check_parameters(definition)
    return definition


def load_all(folder: Path | None = None) -> dict[str, Definition]:
    """Load every test by name, sorted by theme and name; no two may share a ``ref``."""
    found: dict[str, Definition] = {}
    refs: dict[str, Definition] = {}
    for each in (name for theme in names(folder).values() for name in theme):
        definition = load(each, folder)
        first = refs.setdefault(definition.test.ref, definition)
        if first is not definition:
            message = f"{definition.test.ref} is {first.name}'s already; take another"
            raise wrong(definition.path, ("ref",), message)
        found[each] = definition
    return found


def wrong(
    path: Path, location: tuple[int | str, ...], message: str, sql_line: int = 0
) -> DefinitionError:
    """Make the error that names a place of a test's file, or a line inside its SQL."""
    from include.model.files import line_of  # noqa: PLC0415

    text = path.read_text(encoding="utf-8")
    line = line_of(text, location)
    # Only a literal block keeps its lines, and its first one follows the key.
    inside = sql_line if text.splitlines()[line - 1].rstrip().endswith("|") else 0
    where = ".".join(str(part) for part in location)
    return DefinitionError(f"{path}:{line + inside}: {where}: {message}")


def _find(name: str, folder: Path | None) -> Path:
    from include.control_tests import ROOM  # noqa: PLC0415

    themes = names(folder)
    for theme, members in themes.items():
        if name in members:
            return (folder or ROOM) / theme / f"{name}.yaml"
    known = ", ".join(each for members in themes.values() for each in members)
    raise DefinitionError(f"{name}: no such control test; expected one of {known}")


def _check_rule(definition: Definition, position: int, expectation: Expectation) -> None:
    place = ("expectations", position)
    if expectation.type not in RULES:
        known = ", ".join(sorted(RULES))
        message = f"{expectation.type} is not a rule for rows that all engines share; take {known}"
        raise wrong(definition.path, (*place, "type"), message)
    needed, allowed = RULES[expectation.type]
    given = set(expectation.kwargs)
    if given - needed - allowed:
        strangers = ", ".join(sorted(given - needed - allowed))
        message = f"{strangers} is not allowed; a rule holds for every item of the population"
        raise wrong(definition.path, (*place, "kwargs"), message)
    if needed - given:
        message = f"{', '.join(sorted(needed - given))} is missing for {expectation.type}"
        raise wrong(definition.path, (*place, "kwargs"), message)
    if expectation.type.endswith("_between") and not given & {"min_value", "max_value"}:
        raise wrong(definition.path, (*place, "kwargs"), "min_value or max_value is missing")


def _check_parameters(definition: Definition) -> None:
    """Hold the parameters that are declared against those that are used."""
    test, path = definition.test, definition.path
    declared = set(test.parameters)
    if declared & GIVEN:
        always = ", ".join(sorted(declared & GIVEN))
        raise wrong(path, ("parameters",), f"{always} is always there; do not declare it")
    if test.nature == "state" and definition.sql_parameters & _OF_EVENTS:
        message = "a slot has no $window_start or $window_end; say nature: events"
        raise wrong(path, ("population",), message)
    unknown = definition.sql_parameters - declared - GIVEN
    if unknown:
        message = f"${', $'.join(sorted(unknown))} is used but not declared under parameters"
        raise wrong(path, ("population",), message)
    used = set(definition.sql_parameters)
    for position, expectation in enumerate(test.expectations):
        here = parameters_in(expectation.kwargs)
        if here - declared:
            message = f"${', $'.join(sorted(here - declared))} is not declared under parameters"
            raise wrong(path, ("expectations", position, "kwargs"), message)
        used |= here
    idle = sorted(declared - used)
    if idle:
        message = f"declared but used neither in the SQL nor in an expectation; remove {idle[0]}"
        raise wrong(path, ("parameters", idle[0]), message)
