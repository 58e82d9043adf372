"""What follows from judgements: changes of verdict, days, item states, episodes, by `derive/*.sql`.

`fct_deviation` is a fact and only appended. The other tables are derived: each row says since when it was
known and when something else became known, so that a slot that is judged again changes today's answer and
no earlier one. Judgements must be given in the log's order.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from include.model.errors import LockerCorrupt
from include.model.record import Entry, Judgement
from include.warehouse.connection import columns_of, stage
from include.warehouse.rows import COUNT

_MAKES = re.compile(r"CREATE TEMP TABLE (\w+) AS\b")
# One by one: a script would be committed at its end.
_RULES = tuple(
    statement
    for path in sorted(Path(__file__).with_suffix("").glob("*.sql"))
    for statement in path.read_text(encoding="utf-8").split(";\n")
    if statement.strip()
)
_CASE = ("test", "scope_kind", "scope_id")


@dataclass(frozen=True)
class Judged:
    """A judgement at its place in the log, and every item's verdict of it."""

    entry: Entry
    judgement: Judgement
    verdicts: pa.Table

    @property
    def cases(self) -> set[tuple[str, str]]:
        """List what was judged: tests and scopes."""
        return {(each.test, each.scope.id) for each in self.judgement.assessments}


def derive(cursor: dbapi.Cursor, judged: Iterable[Judged]) -> int:
    """Derive what follows from judgements whose assessments are in; return the changes that were appended.

    Raises:
        LockerCorrupt: verdicts are not those of the assessments' populations.
    """
    return sum(_derive(cursor, group) for group in _independent(judged))


def not_derived(cursor: dbapi.Cursor) -> set[int]:
    """Return the entries whose assessments are in, and of which nothing was derived yet."""
    cursor.execute(
        "SELECT entry_number FROM soc2.fct_assessment EXCEPT SELECT entry_number FROM soc2.derived_log"
    )
    return {number for (number,) in cursor.fetchall()}


def _independent(judged: Iterable[Judged]) -> Iterator[list[Judged]]:
    """Group judgements in their order that share no test and scope: none reads what another changes."""
    group: list[Judged] = []
    taken: set[tuple[str, str]] = set()
    for each in judged:
        if taken & each.cases:
            yield group
            group, taken = [], set()
        group.append(each)
        taken |= each.cases
    if group:
        yield group


def _derive(cursor: dbapi.Cursor, group: list[Judged]) -> int:
    for each in group:
        _add_up(each)
    numbers = [each.entry.number for each in group]
    stage(cursor, "judging", pa.table({"entry_number": pa.array(numbers, COUNT)}))
    stage(cursor, "verdicts", pa.concat_tables(each.verdicts for each in group))
    for statement in _RULES:
        cursor.execute(_refilling(cursor, statement))
    cursor.execute(
        "SELECT count(*) FROM soc2.fct_deviation JOIN pg_temp.judged USING (assessment_key)"
    )
    return int(cursor.fetchall()[0][0])


def _refilling(cursor: dbapi.Cursor, statement: str) -> str:
    """Return a rule as it is, or as one that fills the temporary table anew which it would make."""
    made = _MAKES.search(statement)
    if made is None or columns_of(cursor, made[1]) is None:
        return statement
    cursor.execute(f"TRUNCATE pg_temp.{made[1]}")
    return _MAKES.sub(r"INSERT INTO pg_temp.\1", statement, count=1)


def _add_up(judged: Judged) -> None:
    entry, path = judged.entry, judged.judgement.verdicts.path
    counted = judged.verdicts.group_by(list(_CASE)).aggregate([([], "count_all")]).to_pylist()
    found = {tuple(row[name] for name in _CASE): row["count_all"] for row in counted}
    for each in judged.judgement.assessments:
        held = found.pop((each.test, each.scope.kind, each.scope.id), 0)
        if held != each.population_items:
            raise LockerCorrupt(
                f"log entry {entry.number}: {each.test} in {each.scope.id} has {each.population_items} "
                f"items, its verdicts in {path} are {held}; investigate"
            )
    if found:
        test, _, scope_id = next(iter(found))
        raise LockerCorrupt(
            f"log entry {entry.number}: verdicts of {test} in {scope_id} stand in "
            f"{path} without an assessment; investigate"
        )
