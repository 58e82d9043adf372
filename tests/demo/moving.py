"""The emulated company's folder as of today: its registers were written on one day, and age with the clock.

Dates move by as many days as have passed since; those of access reviews by quarters, as a review belongs to
its quarter: they keep their distance from the first day after the last quarter whose review is due.
"""

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

WRITTEN_ON = date(2026, 11, 27)
# An access review has so many days after its quarter (`access_is_reviewed_every_quarter`).
REVIEW_DAYS = 30
_BY_QUARTER = ("access_reviews.csv", "access_review_decisions.csv")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}")


def moved(company: Path, folder: Path, now: datetime) -> Path:
    """Copy a company's folder, with the dates of its registers moved to where they are now."""
    shutil.copytree(company, folder, dirs_exist_ok=True)
    today = now.date()
    by_day, by_quarter = today - WRITTEN_ON, _due(today) - _due(WRITTEN_ON)
    for path in (folder / "registers").iterdir():
        shift = by_quarter if path.name in _BY_QUARTER else by_day
        text = path.read_text(encoding="utf-8")
        path.write_text(_DATE.sub(_shifting(shift), text), encoding="utf-8")
    return folder


def last_due_quarter(now: datetime) -> str:
    """Name the last quarter whose review is due, as the test of reviews does."""
    within = _due(now.date()) - timedelta(days=1)
    return f"{within.year}-Q{(within.month + 2) // 3}"


def _shifting(by: timedelta) -> Callable[[re.Match[str]], str]:
    return lambda found: (date.fromisoformat(found[0]) + by).isoformat()


def _due(day: date) -> date:
    """Return the first day after the last quarter whose review is due."""
    then = day - timedelta(days=REVIEW_DAYS)
    return then.replace(month=(then.month - 1) // 3 * 3 + 1, day=1)
