"""Reads a register's rows from YAML or CSV; each mistake is one line, with file, line and reason."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from include.model.errors import DefinitionError
from include.model.files import decode, lines_of, load_yaml, mistake
from include.sources.registers._entries import Entry, is_list, twins

Row = TypeVar("Row", bound=Entry)
SUFFIXES = (".yaml", ".csv")
# What a spreadsheet takes for the beginning of a formula, and would run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LIST_SEPARATOR = ";"


def parse(content: bytes, path: Path | str, entry: type[Row]) -> tuple[Row, ...]:
    """Return every entry of a register.

    Raises:
        DefinitionError: one line for each row that is wrong, ``file:line: what: why``.
    """
    read = _from_csv if str(path).endswith(".csv") else _from_yaml
    found: list[tuple[int, Row]] = []
    wrong: list[tuple[int, str]] = []
    for line, made in read(content, path, entry):
        if isinstance(made, str):
            wrong.append((line, made))
        else:
            found.append((line, made))
    entries = tuple(made for _, made in found)
    for first, second in twins(entries):
        both = f"entries {first + 1} and {second + 1} are both {'/'.join(entries[first].same)}"
        wrong.append((found[second][0], f"{both}; keep one"))
    if wrong:
        lines = sorted(set(wrong))
        raise DefinitionError("\n".join(f"{path}:{line}: {why}" for line, why in lines))
    return entries


def _from_yaml(
    content: bytes, path: Path | str, entry: type[Row]
) -> Iterator[tuple[int, Row | str]]:
    text, value = load_yaml(content, path)
    if not isinstance(value, dict) or not isinstance(value.get("entries"), list):
        yield (
            1,
            "entries: Field required, a list; write `entries: []` when there is nothing to enter",
        )
        return
    line_of = lines_of(text)
    for name in sorted(set(value) - {"entries"}, key=str):
        yield line_of((name,)), f"{name}: Extra inputs are not permitted; expected entries"
    for place, row in enumerate(value["entries"]):
        yield from _validated(entry, row, ("entries", place), line_of)


def _from_csv(
    content: bytes, path: Path | str, entry: type[Row]
) -> Iterator[tuple[int, Row | str]]:
    reader = csv.reader(io.StringIO(decode(content, path), newline=""), strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    problem = _wrong_header(header, entry)
    if problem:
        yield 1, problem
        return
    lists = {name for name, info in entry.model_fields.items() if is_list(info)}
    line = reader.line_num + 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            row = dict(zip(header, cells, strict=False))
            risky = [name for name, cell in row.items() if cell.startswith(_FORMULA)]
            if cells and len(cells) != len(header):
                yield at, f"{len(cells)} cells, expected {len(header)} as in the first line"
            elif risky:
                why = f"begins with {row[risky[0]][0]!r}, which a spreadsheet would run; write it otherwise"
                yield at, f"{risky[0]}: {why}"
            elif cells:
                values = {name: _cell(cell, name in lists) for name, cell in row.items() if cell}
                yield from _validated(entry, values, (), partial(_at, at))
    except csv.Error as error:
        yield reader.line_num, f"not valid CSV: {error}"


def _wrong_header(header: list[str], entry: type[Entry]) -> str | None:
    fields = entry.model_fields
    # Without its header the first row is somebody's, and what is said of it is kept.
    if header and fields.keys().isdisjoint(header):
        return f"the first line names no column; expected {', '.join(fields)}"
    missing = [name for name, info in fields.items() if info.is_required() and name not in header]
    strangers = [name for name in header if name not in fields]
    twice = sorted({name for name in header if header.count(name) > 1})
    problems = (("is missing", missing), ("is no column", strangers), ("stands twice", twice))
    named = [f"{', '.join(names)} {what}" for what, names in problems if names]
    return f"{'; '.join(named)}; expected {', '.join(fields)}" if named else None


def _at(line: int, _where: Any) -> int:
    return line


def _cell(cell: str, is_of_many: bool) -> Any:  # noqa: FBT001
    if not is_of_many:
        return cell
    return [part.strip() for part in cell.split(_LIST_SEPARATOR) if part.strip()]


def _validated(
    entry: type[Row], row: Any, at: tuple[int | str, ...], line: Callable[[Any], int]
) -> Iterator[tuple[int, Row | str]]:
    try:
        yield line(at), entry.model_validate(row)
    except ValidationError as error:
        for each in error.errors():
            where = {**each, "loc": (*at, *each["loc"])}
            yield line(where["loc"]), mistake(where)
