"""Rows of `fct_deviation`: appended when an item starts or stops deviating or being unreadable.

The rule is `changes.sql`; entries must be given in log order. An older slot that is judged again is compared
with what was known of it and the slots before it; later slots are left as they are.
"""

from pathlib import Path

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from include.model.errors import LockerCorrupt
from include.model.record import Entry, Judgement
from include.warehouse.connection import stage

_CHANGES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_CASE = ("test", "scope_kind", "scope_id")


def append_changes(
    cursor: dbapi.Cursor, entry: Entry, judgement: Judgement, verdicts: pa.Table
) -> int:
    """Append what a judgement changes, once its assessments are in; return the number of rows.

    Raises:
        LockerCorrupt: the verdicts are not those of the assessments' populations.
    """
    _add_up(entry, judgement, verdicts)
    stage(cursor, "verdicts", verdicts)
    cursor.execute(_CHANGES, (entry.number,))
    return len(cursor.fetchall())


def _add_up(entry: Entry, judgement: Judgement, verdicts: pa.Table) -> None:
    counted = verdicts.group_by(list(_CASE)).aggregate([([], "count_all")]).to_pylist()
    found = {tuple(row[name] for name in _CASE): row["count_all"] for row in counted}
    for each in judgement.assessments:
        held = found.pop((each.test, each.scope.kind, each.scope.id), 0)
        if held != each.population_items:
            raise LockerCorrupt(
                f"log entry {entry.number}: {each.test} in {each.scope.id} has {each.population_items} "
                f"items, its verdicts in {judgement.verdicts.path} are {held}; investigate"
            )
    if found:
        test, _, scope_id = next(iter(found))
        raise LockerCorrupt(
            f"log entry {entry.number}: verdicts of {test} in {scope_id} stand in "
            f"{judgement.verdicts.path} without an assessment; investigate"
        )
