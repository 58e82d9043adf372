"""Builds what can be drawn: events by item, settings by item and day, reviews by occurrence.

Unreadable items, and those that management has responded to, stay in: what to make of them is the auditor's
to say. A day of which no population is known has no items; such days are counted beside the population.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from include.control_tests.query import connect
from include.locker import Locker
from include.model.control import Frequency
from include.model.dataset import column
from include.model.sample import Period
from include.model.verdict import PRECEDENCE, Outcome, Verdict
from include.sample.judged import ControlJudged, Judged

POPULATION = pa.schema(
    [
        column("key", pa.string(), "What is drawn: test, scope, item and day.", nullable=False),
        column("month", pa.string(), "Month (UTC), a stratum.", nullable=False),
        column("scope", pa.string(), "Scope, a stratum.", nullable=False),
        column("test", pa.string(), "Control test, by its file name.", nullable=False),
        column("item_id", pa.string(), "The item's key columns, joined by `/`.", nullable=False),
        column("item_label", pa.string(), "What people call the item."),
        column("day", pa.date32(), "Day (UTC) of the event, or of the setting.", nullable=False),
        column("verdict", pa.string(), "The weightiest verdict of that day.", nullable=False),
        column("reason", pa.string(), "Why it deviates or can't be read."),
        column("entry", pa.int64(), "Log entry of the judgement; null: never judged."),
    ]
)
_PERIODIC = {Frequency.WEEKLY, Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.YEARLY}
_UNITS = ", ".join(f"'{verdict}'" for verdict in PRECEDENCE)
# An event is one item whenever it is judged; a setting is one item a day. The weightiest verdict stands.
_WEIGHTIEST = f"""
    SELECT
        concat_ws('|', test, scope_id, item_id, CASE WHEN is_state THEN strftime(day, '%Y-%m-%d') END)
            AS key,
        strftime(day, '%Y-%m') AS month, scope_id AS scope, test, item_id, item_label, day,
        verdict, reason, entry
    FROM verdicts
    QUALIFY row_number() OVER (
        PARTITION BY test, scope_kind, scope_id, item_id, CASE WHEN is_state THEN day END
        ORDER BY list_position([{_UNITS}], verdict), day, entry
    ) = 1
"""  # noqa: S608  # our own words
_OCCURRENCE = {
    Outcome.DEVIATIONS: Verdict.DEVIATING,
    Outcome.INCONCLUSIVE: Verdict.UNREADABLE,
    Outcome.NO_DEVIATIONS: Verdict.CONFORMING,
}


def population(locker: Locker, found: ControlJudged, period: Period) -> pa.Table:
    """Return one row per item that can be drawn, sorted by key."""
    if found.control.frequency in _PERIODIC:
        rows = pa.Table.from_pylist(list(_occurrences(found, period)), schema=POPULATION)
    else:
        rows = _items(locker, found.judged)
    return rows.sort_by("key")


def unseen_days(found: ControlJudged, period: Period) -> int:
    """Count days, per test and scope, of which no population is known."""
    # A quarterly review is not missing the days between.
    if found.control.frequency in _PERIODIC:
        return 0
    seen: dict[tuple[str, str], set[date]] = defaultdict(set)
    due: dict[tuple[str, str], int] = {}
    for each in found.judged:
        first = max(period.first, each.scope.starts_on)
        last = min(period.last, each.scope.ends_on or period.last)
        due[each.test, each.scope.id] = (last - first).days + 1
        if each.population_items or each.outcome is Outcome.NO_OCCURRENCES:
            seen[each.test, each.scope.id].add(each.day)
    never = set(found.tests) - {test for test, _ in due}
    whole = (period.last - period.first).days + 1
    return sum(due.values()) - sum(map(len, seen.values())) + len(never) * whole


def _items(locker: Locker, judged: Sequence[Judged]) -> pa.Table:
    by_file = defaultdict(list)
    for each in judged:
        by_file[each.verdicts].append(each)
    empty = POPULATION.empty_table()
    tables = [table for ref, of in by_file.items() for table in _verdicts(locker.table(ref), of)]
    if not tables:
        return empty
    with connect() as connection:
        connection.register("verdicts", pa.concat_tables(tables))
        return connection.sql(_WEIGHTIEST).to_arrow_table().cast(POPULATION)


def _verdicts(table: pa.Table, judged: Iterable[Judged]) -> Iterator[pa.Table]:
    """Cut one file's verdicts to the assessments that count, with the day and entry of each."""
    kept = ["test", "scope_kind", "scope_id", "item_id", "item_label", "verdict", "reason"]
    for each in judged:
        mask = pc.and_(
            pc.equal(table["test"], each.test), pc.equal(table["scope_id"], each.scope.id)
        )
        rows = table.select(kept).filter(mask)
        constants = {
            "is_state": pa.scalar(each.is_state),
            "day": pa.scalar(each.day, pa.date32()),
            "entry": pa.scalar(each.entry, pa.int64()),
        }
        for name, value in constants.items():
            rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
        yield rows


def _occurrences(found: ControlJudged, period: Period) -> Iterator[dict[str, Any]]:
    """Yield every week, month, quarter or year of each test and scope, those never judged too."""
    groups: dict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    expected = {occurrence_of(day, found.control.frequency): day for day in _days(period)}
    for each in found.judged:
        occurrence = occurrence_of(each.day, found.control.frequency)
        groups[each.test, each.scope.id, occurrence].append(each)
    for test, scope in sorted({(test, scope) for test, scope, _ in groups}):
        for occurrence, day in expected.items():
            judged = groups.get((test, scope, occurrence), [])
            known = [each for each in judged if each.outcome in _OCCURRENCE]
            # What was judged and never had anything to judge did not take place.
            if known or not judged:
                yield _occurrence(test, scope, occurrence, day, known)


def _occurrence(
    test: str, scope: str, occurrence: str, day: date, judged: Sequence[Judged]
) -> dict[str, Any]:
    order = list(_OCCURRENCE)
    worst = min(judged, key=lambda each: order.index(each.outcome), default=None)
    return {
        "key": f"{test}|{scope}|{occurrence}",
        "month": f"{day:%Y-%m}",
        "scope": scope,
        "test": test,
        "item_id": occurrence,
        "day": day,
        "verdict": _OCCURRENCE[worst.outcome] if worst else Verdict.UNREADABLE,
        "reason": worst.reason if worst else "nothing was judged in it",
        "entry": worst.entry if worst else None,
    }


def occurrence_of(day: date, frequency: Frequency) -> str:
    """Name the week (ISO), month, quarter or year of a day, in UTC: ``2026-Q1``."""
    year, week, _ = day.isocalendar()
    return {
        Frequency.WEEKLY: f"{year}-W{week:02}",
        Frequency.MONTHLY: f"{day:%Y-%m}",
        Frequency.QUARTERLY: f"{day:%Y}-Q{(day.month + 2) // 3}",
        Frequency.YEARLY: f"{day:%Y}",
    }[frequency]


def _days(period: Period) -> Iterator[date]:
    """Yield the period's days, the last first, so that the first day of an occurrence names it."""
    for back in range((period.last - period.first).days + 1):
        yield period.last - timedelta(days=back)
