"""Picks from the log what was judged of a control in a period: the latest assessment of each slot or day."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from include.locker import Locker
from include.model.control import Control, ControlMatrix
from include.model.errors import DefinitionError
from include.model.interval import Interval
from include.model.record import Judgement
from include.model.reference import FileRef
from include.model.sample import Period
from include.model.verdict import Assessment


@dataclass(frozen=True)
class Judged:
    """An assessment, the slot or window that it is of, and the entry that holds it."""

    entry: int
    interval: Interval
    verdicts: FileRef
    assessment: Assessment


@dataclass(frozen=True)
class ControlJudged:
    """A control as the period knew it last, every test that served it in the period, and what they found."""

    control: Control
    tests: tuple[str, ...]
    judged: tuple[Judged, ...]
    through: int


def judged_of(locker: Locker, control_id: str, period: Period) -> ControlJudged:
    """Read the log for one control and period.

    Raises:
        DefinitionError: nothing was judged then, no control has the id, or no test serves it.
        LockerCorrupt: an entry or a definition is missing, or is not what was recorded.
    """
    matrices = lru_cache(lambda ref: ControlMatrix.model_validate(json.loads(locker.read(ref))))
    found: dict[str, Control] = {}
    tests: dict[str, None] = {}
    latest: dict[tuple[str, str, Interval], Judged] = {}
    through = 0
    for entry in locker.entries():
        through = entry.number
        record = entry.record
        if not isinstance(record, Judgement) or record.interval.start.date() not in period:
            continue
        ref = record.definitions.get("control_matrix")
        for control in matrices(ref).controls if ref else ():
            found[control.id] = control
            if control.id == control_id:
                tests |= dict.fromkeys(control.tests)
        for each in record.assessments:
            key = (each.test, each.scope.id, record.interval)
            latest[key] = Judged(entry.number, record.interval, record.verdicts, each)
    control = _the(control_id, found, tests, period)
    served = tuple(each for each in latest.values() if each.assessment.test in tests)
    return ControlJudged(control, tuple(sorted(tests)), served, through)


def _the(
    control_id: str, found: dict[str, Control], tests: Iterable[str], period: Period
) -> Control:
    if not found:
        raise DefinitionError(f"{period}: nothing was judged in this period; validate it first")
    if control_id not in found:
        known = ", ".join(sorted(found))
        raise DefinitionError(
            f"{control_id}: no control of {period} has this id; there are {known}"
        )
    if not any(tests):
        raise DefinitionError(
            f"{control_id}: no control test serves it, so its population is not kept here; "
            f"ask its owner ({found[control_id].owner}) for it"
        )
    return found[control_id]
