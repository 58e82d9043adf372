"""Reads the SQL files that a packet is made by: the first line is the title, the second what one row is."""

from pathlib import Path

from include.model.frozen import Frozen

_ROOM = Path(__file__).parent


class Query(Frozen):
    """One SQL file."""

    name: str
    title: str
    grain: str
    sql: str


def queries(folder: str) -> tuple[Query, ...]:
    """Return a folder's queries, by name."""
    return tuple(_read(path) for path in sorted((_ROOM / folder).glob("*.sql")))


def _read(path: Path) -> Query:
    text = path.read_text(encoding="utf-8")
    title, grain = (line.removeprefix("-- ") for line in text.splitlines()[:2])
    return Query(name=path.stem, title=title, grain=grain, sql=text)
