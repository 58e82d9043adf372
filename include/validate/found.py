"""What our own tests found before a slot: what deviated when it was judged last, and since when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from include.control_tests.definitions import load_all
from include.control_tests.evidence_datasets import EVIDENCE_DEVIATIONS
from include.locker import Locker
from include.model.interval import Interval, IntervalKind
from include.model.reference import FileRef
from include.model.scope import Scope
from include.model.verdict import Verdict
from include.validate.records import Found, Records
from include.validate.sight import Sight


@dataclass(frozen=True)
class _Said:
    """What a test said of a scope for a slot or window: what deviates and why, what it can't tell."""

    is_complete: bool
    deviating: Mapping[str, str | None]
    unreadable: frozenset[str]

    def leaves_open(self, item: str) -> bool:
        """Tell whether an item that deviated may still do so: nobody saw that it does not."""
        return not self.is_complete or item in self.unreadable


_Verdicts = Mapping[tuple[str, str], tuple[dict[str, str | None], set[str]]]
_History = dict[Interval, _Said]
_NOTHING: tuple[dict[str, str | None], set[str]] = ({}, set())


def deviations(locker: Locker, records: Records, _scope: Scope) -> Iterator[Sight]:
    """Lay out what deviated in any scope when it was seen last before the slot.

    Where nobody could look since, it is not mended: an inconclusive slot takes nothing out.
    """
    refs = {name: each.test.ref for name, each in load_all().items()}
    rows = [
        row | {"ref": refs.get(row["test"])}
        for (test, scope_id), history in _histories(locker, records).items()
        for row in _open(test, scope_id, history)
    ]
    table = pa.Table.from_pylist(rows, schema=EVIDENCE_DEVIATIONS.columns)
    yield Sight(
        tables={EVIDENCE_DEVIATIONS.name: table},
        as_of=records.interval.start,
        observed_at=records.interval.start,
        evidence=tuple(dict.fromkeys(each.verdicts.sha256 for each in records.found_before)),
    )


def _histories(locker: Locker, records: Records) -> dict[tuple[str, str], _History]:
    """Group what was found by test and scope; what was judged again counts as it was judged last."""
    found: dict[tuple[str, str], _History] = {}
    for each in sorted(records.found_before, key=_recorded):
        verdicts = _verdicts(locker, each.verdicts)
        for test, scope_id, is_complete in each.judged:
            deviating, unreadable = verdicts.get((test, scope_id), _NOTHING)
            said = _Said(is_complete, deviating, frozenset(unreadable))
            found.setdefault((test, scope_id), {})[each.interval] = said
    return found


def _recorded(found: Found) -> datetime:
    return found.recorded_at


def _open(test: str, scope_id: str, history: _History) -> Iterable[dict[str, Any]]:
    """Return a row for each item that deviates since, or did in a window: what happened stays."""
    rows: dict[str, dict[str, Any]] = {}
    for kind in IntervalKind:
        still: dict[str, dict[str, Any]] = {}
        for interval in sorted((each for each in history if each.kind is kind), key=_start):
            said, before = history[interval], still
            still = {item: row for item, row in before.items() if said.leaves_open(item)} | {
                item: {
                    "test": test,
                    "scope_id": scope_id,
                    "item": item,
                    "reason": reason,
                    "deviates_since": before.get(item, {}).get("deviates_since", interval.start),
                    "judged_for": interval.id,
                }
                for item, reason in said.deviating.items()
            }
            rows |= still if kind is IntervalKind.WINDOW else {}
        rows |= still
    return rows.values()


def _start(interval: Interval) -> datetime:
    return interval.start


# Slots overlap in what was found before them, and a year of them is judged in order.
@lru_cache(maxsize=512)
def _verdicts(locker: Locker, verdicts: FileRef) -> _Verdicts:
    rows = locker.table(verdicts).select(["test", "scope_id", "item_id", "verdict", "reason"])
    asked = pa.array([Verdict.DEVIATING, Verdict.UNREADABLE])
    found: dict[tuple[str, str], tuple[dict[str, str | None], set[str]]] = {}
    for row in rows.filter(pc.is_in(rows["verdict"], asked)).to_pylist():
        deviating, unreadable = found.setdefault((row["test"], row["scope_id"]), ({}, set()))
        if row["verdict"] == Verdict.DEVIATING:
            deviating[row["item_id"]] = row["reason"]
        else:
            unreadable.add(row["item_id"])
    return found
