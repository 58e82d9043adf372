"""Finds the departures that the roster names late, and re-opens the slots and days since them.

A slot was judged by the roster of its time, a day of events by that of when it was judged. A later roster
that names an end in the past says what held then: who had left already, who had come back. The slots since
are then judged with it beside what was known, which still counts: nothing seen is un-seen. Somebody who goes
away from the roster tells of no departure (HR-03 names them).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from include.control_tests.definitions import Definition
from include.model.interval import DAY, Interval, IntervalKind
from include.model.record import Manifest
from include.model.scope import COMPANY_SCOPE_ID
from include.validate.records import Late, Log
from include.validate.rounds import Round
from include.validate.tables import ReadTable

ROSTER = "register_roster"
_COLUMNS = ["person", "start_date", "end_date", "end_time", "time_zone", "identities"]
# For so long every run looks at a late entry again: one whose own run could not judge is not lost.
_AGAIN = DAY * 7


@dataclass
class _Person:
    """When somebody left, came and came back (UTC), and what accounts they have."""

    ends: set[datetime] = field(default_factory=set)
    starts: set[datetime] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)

    def turns(self) -> set[datetime]:
        """Return every end and every return; who begins leaves nothing behind."""
        return self.ends | set(sorted(self.starts)[1:])


def lay_out_late(log: Log, read: ReadTable, *, reopens: bool) -> None:
    """Note what rosters came late for the slots and days to be judged; re-open further ones by choice.

    Re-opened is what was judged before, as far as a roster concerns it that came since the week before the
    first slot that is due.

    Raises:
        LockerCorrupt: a roster is missing, or its bytes are not those that were recorded.
    """
    due = [interval for interval, about in log.by_interval.items() if about.is_due]
    slots = [each.start for each in due if each.kind is IntervalKind.SLOT]
    first = min((each.start for each in due), default=None)
    if first is None:
        return
    if reopens and slots:
        fresh = _late(log, read, min(slots) - _AGAIN)
        first = min(first, *(each.since for each in fresh)) if fresh else first
        for found in log.found:
            about = log.by_interval.get(found.interval)
            if about and any(each.concerns(found.interval) for each in fresh):
                about.reopened |= {(test, scope_id) for test, scope_id, _ in found.judged}
    log.late = _late(log, read, first)


def rosters(log: Log, definition: Definition, interval: Interval) -> list[Manifest]:
    """List the rosters that came late for a slot or day, as far as the test asks back for them."""
    span = DAY * (definition.test.late_departure_days or 0)
    return [
        each.roster
        for each in log.late
        if each.concerns(interval) and each.roster.observed_at - span < interval.end
    ]


def with_late(
    log: Log, definition: Definition, interval: Interval, complete: Sequence[Round]
) -> tuple[Round, ...]:
    """Add to the rounds of a slot the same ones with each roster that came late for it."""
    late = rosters(log, definition, interval)
    return (*complete, *({**each, ROSTER: (roster,)} for roster in late for each in complete))


def _late(log: Log, read: ReadTable, start: datetime) -> tuple[Late, ...]:
    """Hold each roster that was observed since an instant against the one before it."""
    observed = log.collected.get((ROSTER, COMPANY_SCOPE_ID), [])
    found = []
    for before, after in pairwise(observed):
        if after.observed_at < start or before.row_hash == after.row_hash:
            continue
        since = _changed_since(_people(read, before), _people(read, after), after.observed_at)
        if since is not None:
            found.append(Late(roster=after, since=since))
    return tuple(found)


def _changed_since(
    before: Mapping[str, _Person], after: Mapping[str, _Person], observed_at: datetime
) -> datetime | None:
    """Return the first instant from which the later roster tells another past than the earlier one."""
    turns = {
        turn
        for person, told in after.items()
        for turn in _told_anew(before.get(person, _Person()), told)
        if turn < observed_at
    }
    return min(turns, default=None)


def _told_anew(before: _Person, after: _Person) -> Iterable[datetime]:
    changed = before.turns() ^ after.turns()
    # An account that is known only now to be of somebody who left was theirs then.
    return changed | after.ends if after.accounts - before.accounts else changed


def _people(read: ReadTable, manifest: Manifest) -> dict[str, _Person]:
    people: dict[str, _Person] = {}
    if manifest.parquet is None:
        return people
    rows = read(manifest.parquet)
    table = rows if isinstance(rows, pa.Table) else rows.to_table()
    for row in table.select(_COLUMNS).to_pylist():
        person = people.setdefault(row["person"], _Person())
        person.starts.add(_at(row, row["start_date"], time()))
        person.accounts.update(row["identities"] or ())
        if row["end_date"] is not None:
            person.ends.add(_end(row))
    return people


def _end(row: Mapping[str, Any]) -> datetime:
    """Return when an employment ended; without a time with that day, as the view employments has it."""
    if row["end_time"] is None:
        return _at(row, row["end_date"] + timedelta(days=1), time())
    return _at(row, row["end_date"], time.fromisoformat(row["end_time"]))


def _at(row: Mapping[str, Any], day: Any, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, ZoneInfo(row["time_zone"])).astimezone(UTC)
