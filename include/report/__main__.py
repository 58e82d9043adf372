"""Write the report of a locker as one HTML page, or as a table to the terminal.

Reads the locker and nothing else: no credentials, no network, no warehouse.
"""

import argparse
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from include.locker import Locker
from include.model.command_line import place
from include.model.errors import EvidenceError
from include.report import render, summarise, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the verb; return 0, or 1 after one line on standard error."""
    given = _parser().parse_args(arguments)
    if given.out is None and not given.text:
        _parser().error("nothing to write: give --out FILE, --text or both")
    try:
        _report(given.locker, given.out, is_text=given.text)
    except (EvidenceError, OSError, _Nothing) as error:
        print(f"report: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


def write(path: Path, page: str) -> None:
    """Write the file whole or not at all: a reader never sees half a page."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        temporary.write_text(page, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class _Nothing(Exception):
    """There is no locker, or nothing in it to report."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"report: {message}; see python -m include.report --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m include.report", description=__doc__)
    parser.add_argument(
        "--locker", type=place, required=True, help="directory of the locker, or s3://bucket/prefix"
    )
    parser.add_argument("--out", type=Path, help="HTML file to write (replaced when it exists)")
    parser.add_argument("--text", action="store_true", help="print the table of control tests")
    return parser


def _report(given: Path | str, out: Path | None, *, is_text: bool) -> None:
    locker = Locker(given)
    if not locker.storage.is_there():
        raise _Nothing(f"{given}: no locker there (it would have a folder log/); run extract first")
    summary = summarise(locker)
    if summary is None:
        raise _Nothing(f"{given}: nothing judged yet: run validate first")
    if out is not None:
        write(out, render(summary))
    if is_text:
        console = Console()
        console = console if console.is_terminal else Console(width=100)
        console.print(table(summary))


if __name__ == "__main__":
    sys.exit(main())
