"""What belongs to the judgement of one day of events: its revisions, the days before, the state around it.

State meets events as it was observed: from the last observation before the first event to the first one
after the last, so that a population can say what stood at an event and whether it still did afterwards.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from include.control_tests.definitions import Definition
from include.model.dataset import Nature
from include.model.interval import Interval, IntervalKind
from include.model.record import Manifest
from include.model.scope import COMPANY_SCOPE_ID, Scope
from include.validate.records import Log, Records
from include.validate.rounds import Round, Rounds, why

# For so long every observation is looked back on: at 10,000 users of AWS they take 200 MB.
_EVERY_SLOT = timedelta(days=14)
# So many missing days are told one by one.
_BY_NAME = 7


def window_round(log: Log, records: Records, definition: Definition, scope: Scope) -> Rounds:
    """Return the one round of a day, and what is missing of it: the day itself, or days that fall due.

    Without the day's own events there is no round; with fewer days before it than the test needs there is
    one, from which nobody may conclude that nothing was wrong.
    """
    interval, test = records.interval, definition.test
    before = interval.start - timedelta(days=test.days_before)
    starts = {
        name: interval.start if test.looks_back_on and name not in test.looks_back_on else before
        for name in definition.reads
    }
    picked = {
        name: tuple(_of(log, name, scope, interval, start=start)) for name, start in starts.items()
    }
    missing = [name for name, manifests in picked.items() if not manifests]
    if missing:
        relevant = [each for each in records.manifests if each.dataset in missing]
        return Rounds((), why(relevant, missing, f"for {interval.id}"))
    if test.silent_days and (unknown := _unknown(picked, interval, test.silent_days)):
        return Rounds((), f"{unknown}: nobody can tell who was silent")
    days = test.due_after_days or 0
    due = min(days, (interval.start.date() - scope.starts_on).days)
    holes = _not_collected(picked, interval, due)
    falls_due = f"{holes}, of which some falls due on {interval.id}" if holes else None
    reasons = (falls_due, _unreadable(picked, interval, days))
    return Rounds((picked,), "; ".join(filter(None, reasons)) or None)


def _unreadable(picked: Round, interval: Interval, days: int) -> str | None:
    """Say what could not be read of the day, or of those that fall due on it, when it was collected last."""
    latest = {
        (name, each.interval.start): each
        for name, manifests in picked.items()
        for each in manifests
        if each.interval.kind is IntervalKind.WINDOW
        and each.interval.start >= interval.start - timedelta(days=days)
    }
    return "; ".join(each.unreadable for each in latest.values() if each.unreadable) or None


def _unknown(picked: Round, interval: Interval, days: int) -> str | None:
    """Say what is not known of a day and those before it: what was not collected, what could not be read."""
    return _not_collected(picked, interval, days) or _unreadable(picked, interval, days)


def _not_collected(picked: Round, interval: Interval, days: int) -> str | None:
    """Name the days before, of which some events were never collected."""
    due = {interval.start - timedelta(days=back) for back in range(1, days + 1)}
    holes = {
        name: sorted(due - {each.interval.start for each in manifests})
        for name, manifests in picked.items()
        if manifests[0].interval.kind is IntervalKind.WINDOW
    }
    reasons = [
        f"{name} was not collected for {_named(missing)}"
        for name, missing in holes.items()
        if missing
    ]
    return "; ".join(reasons) or None


def _named(days: Sequence[datetime]) -> str:
    if len(days) <= _BY_NAME:
        return ", ".join(str(each.date()) for each in days)
    return f"{len(days)} days between {days[0].date()} and {days[-1].date()}"


def looking_back(log: Log, definition: Definition, picked: Round) -> Round:
    """Add to a round of a slot what was observed before it, of the datasets that the test looks back on."""
    test = definition.test
    if test.nature != "state" or not test.looks_back_days:
        return picked
    span = timedelta(days=test.looks_back_days)
    return {
        name: _before(log, made[-1], span) if name in test.looks_back_on else made
        for name, made in picked.items()
    }


def _before(log: Log, latest: Manifest, span: timedelta) -> tuple[Manifest, ...]:
    """Take the observations of a span up to one of them, of a long span the last one of each day."""
    seen = [
        each
        for each in log.collected[latest.dataset, latest.scope.id]
        if latest.observed_at - span <= each.observed_at < latest.observed_at
    ]
    if span > _EVERY_SLOT:
        seen = list({each.interval.start.date(): each for each in seen}.values())
    return (*seen, latest)


def is_dated(manifest: Manifest) -> bool:
    """Tell whether rows are shown with their observation's time: state of a system, many times observed."""
    return manifest.nature is Nature.STATE and manifest.scope.id != COMPANY_SCOPE_ID


def _of(
    log: Log, dataset: str, scope: Scope, interval: Interval, *, start: datetime
) -> Iterator[Manifest]:
    own = log.collected.get((dataset, scope.id), [])
    register = log.collected.get((dataset, COMPANY_SCOPE_ID), [])
    if own and own[0].nature is Nature.STATE and is_dated(own[0]):
        yield from _around(own, start, interval.end)
    elif own and own[0].interval.kind is IntervalKind.WINDOW:
        if any(each.interval == interval for each in own):
            yield from (
                each
                for each in own
                if start <= each.interval.start and each.interval.end <= interval.end
            )
    elif register:
        yield _latest(register)


def _around(observed: Sequence[Manifest], start: datetime, end: datetime) -> Sequence[Manifest]:
    """Take the observations from the last one at or before ``start`` to the first at or after ``end``."""
    before = sum(each.observed_at <= start for each in observed)
    until = sum(each.observed_at < end for each in observed)
    return observed[max(before - 1, 0) : until + 1]


def _latest(observed: Sequence[Manifest]) -> Manifest:
    """Take the first of the latest observations that say the same: what nobody changed is judged once."""
    latest = observed[-1]
    for each in reversed(observed):
        if each.row_hash != observed[-1].row_hash:
            break
        latest = each
    return latest
