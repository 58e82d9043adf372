"""The packet as one Excel workbook: the tables of the period, then two sheets per control.

Nothing in a cell is ever run: texts are written as texts, and one that begins like a formula gets an
apostrophe before it, so that a copy saved as CSV is harmless, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from include.locker.encoding import cell
from include.packet.queries import Query

_ROWS = 1_000_000  # a sheet has 1,048,576
_CHARACTERS = 32_000  # a cell has 32,767
_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
Section = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def write_workbook(
    path: Path,
    facts: Mapping[str, tuple[Query, pa.Table]],
    populations: Mapping[str, pa.Table],
    draws: Mapping[str, Sequence[tuple[int, pa.Table]]],
    *,
    title: str,
    at: datetime,
) -> None:
    """Write it; its dates are ``at``, so that the same numbers give the same bytes."""
    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    sheets = Sheets(book)
    for query, table in facts.values():
        for part, rows in enumerate(_parts(table), start=1):
            sheets.add(_numbered(query.title, part), [(query.grain, table.column_names, rows)])
    for control, table in populations.items():
        sheets.add(control, _sections(control, facts, draws.get(control, ())))
        for part, rows in enumerate(_parts(table), start=1):
            about = f"Population of {control}: every item its tests applied to"
            name = _numbered(f"{control} population", part)
            sheets.add(name, [(about, table.column_names, rows)])
    book.close()


class Sheets:
    """The sheets of a workbook, each under a name that Excel takes and no other has."""

    def __init__(self, book: Any) -> None:
        """Begin with none."""
        self._book = book
        self._taken: set[str] = {"history"}  # Excel keeps that one for itself
        self._bold = book.add_format({"bold": True})

    def add(self, title: str, sections: Iterable[Section]) -> None:
        """Add a sheet of one or more tables, one below the other."""
        sheet = self._book.add_worksheet(self.name(title))
        sheet.set_column(0, 40, 18)
        line = 0
        for about, columns, rows in sections:
            sheet.write_string(line, 0, about, self._bold)
            for place, column in enumerate(columns):
                sheet.write_string(line + 1, place, column, self._bold)
            line += 2
            for row in rows:
                for place, value in enumerate(row):
                    _write(sheet, line, place, value)
                line += 1
            line += 1

    def name(self, title: str) -> str:
        """Return a name of at most 31 characters, without those that Excel refuses."""
        plain = _FORBIDDEN.sub(" ", title).strip("' ") or "Sheet"
        name, number = plain[:_NAME].strip("' "), 1
        while name.lower() in self._taken:
            number += 1
            name = f"{plain[: _NAME - len(str(number)) - 1].strip()} {number}"
        self._taken.add(name.lower())
        return name


def _sections(
    control: str,
    facts: Mapping[str, tuple[Query, pa.Table]],
    draws: Sequence[tuple[int, pa.Table]],
) -> Iterator[Section]:
    for name in ("conclusions", "deviations", "gaps", "draws"):
        query, table = facts[name]
        own = table.filter(pc.equal(table["control_id"], control))
        yield (f"{query.title}: {query.grain}", table.column_names, _rows(own))
    for number, table in draws:
        yield (f"Sample of entry {number}", table.column_names, _rows(table))


def _write(sheet: Any, line: int, place: int, value: Any) -> None:
    shown = cell(value)
    if shown is None:
        return
    if isinstance(shown, bool):
        sheet.write_boolean(line, place, shown)
    elif isinstance(shown, int | float):
        sheet.write_number(line, place, shown)
    elif len(shown) > _CHARACTERS:
        more = len(shown) - _CHARACTERS
        sheet.write_string(line, place, f"{shown[:_CHARACTERS]} … and {more} characters more")
    else:
        sheet.write_string(line, place, shown)


def _parts(table: pa.Table) -> Iterator[Iterator[Sequence[Any]]]:
    """Cut a table into what one sheet takes; an empty one has a sheet all the same."""
    for start in range(0, max(table.num_rows, 1), _ROWS):
        yield _rows(table.slice(start, _ROWS))


def _rows(table: pa.Table) -> Iterator[Sequence[Any]]:
    for batch in table.to_batches(10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _numbered(title: str, part: int) -> str:
    return title if part == 1 else f"{title} {part}"
