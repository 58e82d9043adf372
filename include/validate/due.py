"""Finds what is to be judged: a case per test and scope that are due in a slot or day, with its evidence."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from include.control_tests.definitions import Definition
from include.control_tests.elsewhere import elsewhere
from include.control_tests.groups import parameter_sets
from include.locker import Locker
from include.model.company import Company
from include.model.errors import DefinitionError
from include.model.interval import DAY, Interval, IntervalKind, window_of
from include.model.scope import COMPANY_SCOPE_ID, Scope
from include.validate.cases import Case
from include.validate.late import rosters, with_late
from include.validate.own import BESIDE_ANYTHING, MISSING, OWN
from include.validate.records import Log, Records
from include.validate.rounds import Rounds, rounds
from include.validate.windows import looking_back, window_round


def cases(
    locker: Locker, log: Log, records: Records, definitions: Iterable[Definition], company: Company
) -> Iterator[Case]:
    """Yield a case for every test and scope that are due in a slot or window, or re-opened."""
    for definition in definitions:
        for scope in company.scope.scopes():
            if (
                scope.kind in definition.test.per
                and _is_due(scope, records.interval)
                and _is_judged(definition, records, scope)
                and (records.is_due or _is_reopened(log, definition, records, scope))
            ):
                yield _case(locker, log, records, definition, scope, company=company)


def _is_judged(definition: Definition, records: Records, scope: Scope) -> bool:
    """Tell whether a test is judged per slot or per day; our own evidence is, wherever it is expected.

    A system's own record is judged where it is on record, be it as a gap: who declares none owes none.
    """
    is_day = records.interval.kind is IntervalKind.WINDOW
    if definition.test.nature == "history":
        return is_day and not _off_record(definition, records, scope)
    if not is_day or not set(_own(definition)) - BESIDE_ANYTHING:
        return is_day == (definition.test.nature != "state")
    expected = {each.scope.id for each in records.manifests}
    expected |= {each.scope.id for each in records.gaps}
    return scope.id in expected


def _off_record(definition: Definition, records: Records, scope: Scope) -> set[str]:
    """Name what a test reads of a scope, of which nothing is on record, not even that it is missing."""
    told = {each.dataset for each in records.manifests if each.scope.id == scope.id}
    told |= {name for each in records.gaps if each.scope.id == scope.id for name in each.datasets}
    return {name for name in definition.reads if not name.startswith("register_")} - told


def _is_reopened(log: Log, definition: Definition, records: Records, scope: Scope) -> bool:
    """Tell whether a test that judged a scope before is to judge it again, for a roster that came late."""
    return (definition.name, scope.id) in records.reopened and bool(
        rosters(log, definition, records.interval)
    )


def _own(definition: Definition) -> list[str]:
    return [name for name in definition.reads if name in OWN]


def _case(
    locker: Locker,
    log: Log,
    records: Records,
    definition: Definition,
    scope: Scope,
    *,
    company: Company,
) -> Case:
    own = _own(definition)
    beside = [name for name in definition.reads if name not in own]
    is_apart = any(not name.startswith("register_") for name in beside)
    if len(own) > 1 or (is_apart and set(own) - BESIDE_ANYTHING):
        message = f"{own[0]} can be read beside registers only"
        raise DefinitionError(f"{definition.path}: {message}")
    sights = tuple(OWN[own[0]](locker, records, scope)) if own else ()
    found = (
        _rounds(log, records, definition, scope)
        if beside
        else Rounds((), None if sights else MISSING[own[0]])
    )
    return Case(
        definition=definition,
        scope=scope,
        interval=records.interval,
        parameter_sets=parameter_sets(definition, company.parameters),
        rounds=found.complete,
        own=sights,
        missing=found.missing,
        emulated=any(manifest.emulated for manifest in records.manifests),
        proofs=tuple(_proofs(locker, log, definition, scope, records.interval, company=company)),
    )


def _proofs(
    locker: Locker,
    log: Log,
    definition: Definition,
    scope: Scope,
    interval: Interval,
    *,
    company: Company,
) -> Iterator[Case]:
    """Yield what proves the day whole, and each day since the scope began whose items fall due on it."""
    if definition.prover is None:
        return
    for back in range((definition.test.due_after_days or 0) + 1):
        day = window_of(interval.start - DAY * back)
        if _is_due(scope, day):
            records = log.by_interval.get(day, Records(day))
            yield _case(locker, log, records, definition.prover, scope, company=company)


def _rounds(log: Log, records: Records, definition: Definition, scope: Scope) -> Rounds:
    """Group what the test may see: its own scope's evidence, and the company's registers always."""
    if records.interval.kind is IntervalKind.WINDOW:
        return window_round(log, records, definition, scope)
    visible = {scope.id, COMPANY_SCOPE_ID}
    absent = elsewhere(definition, scope.kind)
    found = rounds(
        [m for m in records.manifests if m.scope.id in visible],
        [name for name in definition.reads if name not in absent and name not in OWN],
    )
    complete = with_late(log, definition, records.interval, found.complete)
    return replace(found, complete=tuple(looking_back(log, definition, each) for each in complete))


def _is_due(scope: Scope, interval: Interval) -> bool:
    day = interval.start.date()
    return scope.starts_on <= day and (scope.ends_on is None or day <= scope.ends_on)
