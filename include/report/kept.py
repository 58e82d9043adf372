"""Reads what judgements refer to: the verdicts of items, and the definitions that were in force."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from include.locker import Locker
from include.model.errors import LockerCorrupt
from include.model.frozen import Frozen
from include.model.record import Judgement
from include.model.reference import FileRef
from include.model.verdict import Verdict
from include.report.latest import Judged
from include.report.summary import Item

Kept = TypeVar("Kept", bound=Frozen)
NAMED = (Verdict.DEVIATING, Verdict.UNREADABLE)
Items = Mapping[tuple[int, str, str, Verdict], Sequence[Item]]


def items(locker: Locker, judged: Sequence[Judged]) -> Items:
    """Return every deviating and unreadable item by judgement, test, scope and verdict.

    Raises:
        LockerCorrupt: a verdict file is not what was recorded, or does not hold as many items of a
            verdict as its assessment counts.
    """
    found: dict[tuple[int, str, str, Verdict], list[Item]] = defaultdict(list)
    rows = {
        entry: _rows(locker, judgement)
        for entry, judgement in {each.entry: each.judgement for each in judged}.items()
    }
    for each in judged:
        scope = each.assessment.scope
        for row in rows[each.entry].get((each.assessment.test, scope.id), ()):
            found[each.entry, row["test"], scope.id, Verdict(row["verdict"])].append(
                Item(
                    scope=scope,
                    id=row["item_id"],
                    label=row["item_label"] or row["item_id"],
                    reason=row["reason"] or "no reason was recorded",
                    observed_at=row["observed_at"],
                )
            )
        _refuse_other_counts(each, found)
    return found


def definition(locker: Locker, judgement: Judgement, name: str) -> dict[str, Any]:
    """Read a definition that a judgement was made by.

    Raises:
        LockerCorrupt: it is missing, or its bytes are not those that were recorded.
    """
    ref = _ref(judgement, name)
    value: dict[str, Any] = json.loads(locker.read(ref))
    return value


def definition_as(locker: Locker, judgement: Judgement, name: str, model: type[Kept]) -> Kept:
    """Read a definition into its model."""
    ref = _ref(judgement, name)
    try:
        return model.model_validate_json(locker.read(ref))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LockerCorrupt(
            f"{ref.path}: not a {name} of this version: {where}: {first['msg']}"
        ) from error


def _ref(judgement: Judgement, name: str) -> FileRef:
    ref = judgement.definitions.get(name)
    if ref is None:
        where = f"{judgement.theme} {judgement.interval.id}"
        raise LockerCorrupt(f"judgement {where}: names no definition {name!r}; judge again")
    return ref


def _rows(locker: Locker, judgement: Judgement) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Read a verdict file's named items, in the order of their labels."""
    table = locker.table(judgement.verdicts)
    wanted = table.filter(pc.is_in(table["verdict"], pa.array([str(each) for each in NAMED])))
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in wanted.to_pylist():
        grouped[row["test"], row["scope_id"]].append(row)
    for rows in grouped.values():
        rows.sort(key=lambda row: (row["item_label"] or "", row["item_id"]))
    return grouped


def _refuse_other_counts(
    judged: Judged, found: Mapping[tuple[int, str, str, Verdict], Sequence[Item]]
) -> None:
    assessment = judged.assessment
    counts = {
        Verdict.DEVIATING: assessment.deviating_items,
        Verdict.UNREADABLE: assessment.unreadable_items,
    }
    for verdict, count in counts.items():
        key = (judged.entry, assessment.test, assessment.scope.id, verdict)
        held = len(found.get(key, ()))
        if held != count:
            raise LockerCorrupt(
                f"{judged.judgement.verdicts.path}: {held} {verdict} items of {assessment.test} in"
                f" {assessment.scope.id}, where entry {judged.entry} counts {count}"
            )
