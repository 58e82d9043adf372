"""The warehouse's schema over time: numbered migrations, which Alembic applies, forward only.

A migration is a pair in `versions/`: `v0002_what_it_does.sql`, and beside it a module of the same name, three
lines that are the same for all. The first is what `tables/` and `views/` hold. Nothing here imports Alembic:
a load that finds nothing to migrate does without it.
"""

from pathlib import Path

ROOM = Path(__file__).parent
FIRST = ("tables", "views")  # folders of the first migration; nothing is added to them any more
_DIGITS = slice(1, 5)


def names() -> tuple[str, ...]:
    """List the migrations in the order in which they are applied."""
    return tuple(path.stem for path in sorted((ROOM / "versions").glob("v*.py")))


def number(name: str) -> str:
    """Return a migration's number, by which a database says how far it is."""
    return name[_DIGITS]


def first_files() -> tuple[Path, ...]:
    """List the SQL files of the first migration in the order in which they are applied."""
    warehouse = Path(__file__).parents[1]
    return tuple(path for each in FIRST for path in sorted((warehouse / each).glob("*.sql")))


def sql_files() -> tuple[Path, ...]:
    """List the SQL files of all migrations in the order in which they are applied."""
    return first_files() + tuple(sorted((ROOM / "versions").glob("v*.sql")))
