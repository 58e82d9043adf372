"""Views: what several populations share, put before a population's own SQL.

A file ``_views/NAME.sql`` is one SELECT over datasets and other views, with the parameters of whichever
test reads it. A population that reads NAME is kept with the whole of it: an auditor runs one query.
"""

import functools
import re
from pathlib import Path

from include.control_tests import ROOM
from include.control_tests.query import parse

VIEWS = ROOM / "_views"
_WITH = re.compile(r"\s*with\b", re.IGNORECASE)


def expand(sql: str, folder: Path | None = None) -> tuple[str, int]:
    """Return the SQL with the views that it reads before it, and how many lines they are.

    Raises ``QueryError`` for a view or a population that is not one SELECT.
    """
    needed: dict[str, str] = {}
    _need(sql, _read(folder or VIEWS), needed)
    if not needed:
        return sql, 0
    own, count = _WITH.subn("", sql, count=1) if _WITH.match(sql) else (sql, 0)
    above = ",\n".join(f"{name} as (\n{text.rstrip()}\n)" for name, text in needed.items())
    above = f"with\n{above}{',' if count else ''}\n"
    return above + own, above.count("\n")


@functools.cache
def _read(folder: Path) -> dict[str, str]:
    """Read the views once per process: every test that is loaded asks for them."""
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.sql")}


def _need(sql: str, views: dict[str, str], needed: dict[str, str]) -> None:
    """Collect the views that some SQL reads, each behind those that it reads itself."""
    for name in sorted(parse(sql).tables.keys() & views.keys() - needed.keys()):
        _need(views[name], views, needed)
        needed[name] = views[name]
