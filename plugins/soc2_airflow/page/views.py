"""What each page shows: rows of the warehouse, put in the order in which a reader needs them."""

from calendar import monthrange
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from include.model.verdict import Outcome
from soc2_airflow.reading import Reader, Row
from soc2_airflow.remedies import what_to_do

ON_A_PAGE = 50
# Of a list on the first page, which is there to be read at a glance.
AT_A_GLANCE = 20
# Two slots of six hours: one may be late, two are not.
SILENT_AFTER = timedelta(hours=12)
_ADDED = ("population_items", "deviating_items", "unreadable_items")
_ONE_FAILURE = ("source", "scope_id", "status", "cause", "missing_permission", "interval_id")
_NONE_YET = {"scopes": 0, "like_it": 0}


def now(read: Reader, clock: datetime) -> dict[str, Any]:
    """Show what is late, failing or overdue and what to do, then every test's latest outcome.

    The page grows with the number of tests, not with scopes or time: lists stop, and say so.
    """
    status = read.ask("status_now")
    through = read.ask("data_through", clock.date().isoformat())
    late = [row for row in through if clock - row["through_at"] > SILENT_AFTER]
    failing = _failing(read.ask("latest_collections"))
    return {
        "status": _by_test(status),
        "tally": Counter(row["outcome"] for row in status),
        "through": through,
        "late": late,
        "failing": failing,
        "urgent": read.ask("urgent"),
        "is_emulated": any(row["is_emulated"] for row in status),
        "most": AT_A_GLANCE,
    }


def _failing(latest: list[Row]) -> list[Row]:
    """Put datasets of a source and scope that failed for the same reason into one row, with what to do."""
    found: dict[Any, Row] = {}
    for row in latest:
        if row["status"] != "collected":
            row |= {"datasets": [], "to_do": what_to_do(row["cause"])}
            found.setdefault(tuple(row[name] for name in _ONE_FAILURE), row)["datasets"].append(
                row["dataset"]
            )
    return list(found.values())


def _by_test(status: list[Row]) -> list[Row]:
    """Put a test's scopes into one row: the worst of them, which comes first, and how many are like it."""
    tests: dict[str, Row] = {}
    for row in status:
        first = tests.setdefault(row["test_id"], row | dict.fromkeys(_ADDED, 0) | _NONE_YET)
        first["scopes"] += 1
        first["like_it"] += row["outcome"] == first["outcome"]
        for name in _ADDED:
            first[name] += row[name]
    return list(tests.values())


def calendar(read: Reader, first: date) -> dict[str, Any]:
    """Show a month: a row per test, a column per day, the worst outcome of all scopes."""
    days = [first + timedelta(days=n) for n in range(monthrange(first.year, first.month)[1])]
    tests: dict[str, Row] = {}
    for row in read.ask("calendar", first.isoformat(), days[-1].isoformat()):
        line = tests.setdefault(row["test_id"], row | {"days": {}})
        line["days"][row["day_date"]] = row["outcome"]
    return {
        "days": days,
        "tests": list(tests.values()),
        "month": first,
        "before": first - timedelta(days=1),
        "after": days[-1] + timedelta(days=1),
        "order": list(Outcome),
    }


def deviations(read: Reader, search: str, page: int) -> dict[str, Any]:
    """Show open deviations, the gravest and oldest first, a page at a time."""
    rows = read.ask("open_episodes", search, ON_A_PAGE, ON_A_PAGE * (page - 1))
    return {
        "rows": rows,
        "search": search,
        "number": page,
        "found": rows[0]["found"] if rows else 0,
        "pages": -(-(rows[0]["found"] if rows else 0) // ON_A_PAGE),
    }


def evidence(read: Reader, run: str | None) -> dict[str, Any]:
    """Show the manifests of one run, or the latest of every dataset and scope."""
    rows = read.ask("collections_of_run", run) if run else read.ask("latest_collections")
    return {"rows": rows, "run": run}


def test(read: Reader, test_id: str) -> dict[str, Any] | None:
    """Show one control test: its text, its versions, what it last said; None when nobody knows it."""
    versions = read.ask("test_versions", test_id)
    if not versions:
        return None
    return {
        "test": versions[0],
        "versions": versions,
        "status": read.ask("test_status", test_id),
        "assessments": read.ask("test_assessments", test_id),
        "rows": read.ask("test_episodes", test_id),
    }
