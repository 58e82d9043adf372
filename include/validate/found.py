"""What our own tests found before a slot: what deviated when it was judged last, and since when."""

from collections.abc import Iterable, Iterator
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

# Of one test in one scope: each slot or window in which it was judged, with what deviated and why.
_History = dict[Interval, dict[str, str | None]]


def deviations(locker: Locker, records: Records, _scope: Scope) -> Iterator[Sight]:
    """Lay out what deviated in any scope when it was judged last before the slot."""
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
        deviating = _deviating(locker, each.verdicts)
        for key in each.judged:
            found.setdefault(key, {})[each.interval] = deviating.get(key, {})
    return found


def _recorded(found: Found) -> datetime:
    return found.recorded_at


def _open(test: str, scope_id: str, history: _History) -> Iterable[dict[str, Any]]:
    """Return a row for each item that deviates in the last slot, or did in a window: what happened stays."""
    rows: dict[str, dict[str, Any]] = {}
    for kind in IntervalKind:
        judged = sorted((each for each in history if each.kind is kind), key=_start)
        since: dict[str, datetime] = {}
        for each in judged:
            since = {item: since.get(item, each.start) for item in history[each]}
            if kind is IntervalKind.WINDOW or each is judged[-1]:
                rows |= {
                    item: {
                        "test": test,
                        "scope_id": scope_id,
                        "item": item,
                        "reason": reason,
                        "deviates_since": since[item],
                        "judged_for": each.id,
                    }
                    for item, reason in history[each].items()
                }
    return rows.values()


def _start(interval: Interval) -> datetime:
    return interval.start


# Slots overlap in what was found before them, and a year of them is judged in order.
@lru_cache(maxsize=512)
def _deviating(locker: Locker, verdicts: FileRef) -> dict[tuple[str, str], dict[str, str | None]]:
    rows = locker.table(verdicts).select(["test", "scope_id", "item_id", "verdict", "reason"])
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    for row in rows.filter(pc.equal(rows["verdict"], Verdict.DEVIATING)).to_pylist():
        found.setdefault((row["test"], row["scope_id"]), {})[row["item_id"]] = row["reason"]
    return found
