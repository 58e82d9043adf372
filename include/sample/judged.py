"""Picks from the log what was judged of a control in a period: the latest assessment of each slot or day."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from include.control_tests.definitions import load_all
from include.locker import Locker
from include.model.control import Control, ControlMatrix
from include.model.errors import DefinitionError
from include.model.interval import Interval, IntervalKind
from include.model.record import Judgement
from include.model.reference import FileRef
from include.model.sample import Period
from include.model.scope import Scope
from include.model.verdict import Outcome

_RECORDED = "history"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is needed of an assessment: a season has hundreds of thousands of them."""

    entry: int
    day: date
    is_state: bool
    verdicts: FileRef
    test: str
    scope: Scope
    outcome: Outcome
    reason: str | None
    population_items: int


@dataclass(frozen=True)
class ControlJudged:
    """A control as the period knew it last, every test that served it in the period, and what they found."""

    control: Control
    tests: tuple[str, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True)
class PeriodJudged:
    """What was judged in a period: of each control its last version and all tests that ever served it."""

    period: Period
    controls: dict[str, Control]
    tests: dict[str, set[str]]
    latest: tuple[Judged, ...]
    through: int

    def of(self, control_id: str) -> ControlJudged:
        """Return what was judged of one control.

        Raises:
            DefinitionError: nothing was judged, no control has the id, or no test serves it.
        """
        if not self.controls:
            raise DefinitionError(f"{self.period}: nothing was judged in this period; validate it")
        control = self.controls.get(control_id)
        if control is None:
            known = ", ".join(sorted(self.controls))
            raise DefinitionError(
                f"{control_id}: no control of {self.period} has this id; there are {known}"
            )
        tests = self.tests[control_id]
        if not tests:
            raise DefinitionError(
                f"{control_id}: no control test serves it, so its population is not kept here; "
                f"ask its owner ({control.owner}) for it"
            )
        judged = tuple(each for each in self.latest if each.test in tests)
        return ControlJudged(control, tuple(sorted(tests)), judged)


def read_judged(locker: Locker, period: Period) -> PeriodJudged:
    """Read the log once, for every control of a period.

    What a system recorded of its own past is not drawn from: nobody of us saw it, and it concludes by itself.

    Raises:
        LockerCorrupt: an entry or a definition is missing, or is not what was recorded.
    """
    matrices = lru_cache(lambda ref: ControlMatrix.model_validate(json.loads(locker.read(ref))))
    controls: dict[str, Control] = {}
    tests: dict[str, set[str]] = defaultdict(set)
    latest: dict[tuple[str, str, Interval], Judged] = {}
    scopes: dict[Scope, Scope] = {}
    through = 0
    # Whatever is retired by now is on record with what it was; what nobody declares was never judged.
    natures = lru_cache(lambda ref: json.loads(locker.read(ref)).get("nature"))
    recorded = {name for name, each in load_all().items() if each.test.nature == _RECORDED}
    for entry in locker.entries():
        through = entry.number
        record = entry.record
        if not isinstance(record, Judgement) or record.interval.start.date() not in period:
            continue
        ref = record.definitions.get("control_matrix")
        for control in matrices(ref).controls if ref else ():
            controls[control.id] = control
            tests[control.id].update(control.tests)
        for each in record.assessments:
            described = record.definitions.get(f"test:{each.test}")
            if described and natures(described) == _RECORDED:
                recorded.add(each.test)
                continue
            scope = scopes.setdefault(each.scope, each.scope)
            latest[each.test, scope.id, record.interval] = Judged(
                entry=entry.number,
                day=record.interval.start.date(),
                is_state=record.interval.kind is IntervalKind.SLOT,
                verdicts=record.verdicts,
                test=each.test,
                scope=scope,
                outcome=each.outcome,
                reason=each.reason,
                population_items=each.population_items,
            )
    drawn_from = {control: names - recorded for control, names in tests.items()}
    return PeriodJudged(period, controls, drawn_from, tuple(latest.values()), through)
