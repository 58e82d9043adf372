"""How a verb is called by hand: arguments that explain themselves, one clear line for what went wrong."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from include.model.company import DEFAULT_COMPANY
from include.model.errors import EvidenceError
from include.model.sample import Period


def parser(verb: str, doc: str | None) -> argparse.ArgumentParser:
    """Start a verb's parser with its module's docstring as help, and the locker that every verb needs."""
    made = argparse.ArgumentParser(
        prog=f"python -m include.{verb}",
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--locker",
        type=place,
        required=True,
        metavar="DIR",
        help="the evidence locker: a directory, or s3://bucket/prefix",
    )
    return made


def place(text: str) -> Path | str:
    """Read where a locker is; a path would make one slash of an address' two."""
    return text if text.startswith("s3://") else Path(text)


def add_company(to: argparse.ArgumentParser) -> None:
    """Add ``--company``, which falls back to the environment and then to the shipped folder."""
    to.add_argument(
        "--company",
        type=Path,
        default=Path(os.environ.get("SOC2_COMPANY") or DEFAULT_COMPANY),
        metavar="DIR",
        help="folder of scope.yaml, registers/ and the rest (default: $SOC2_COMPANY, else %(default)s)",
    )


def utc_day(text: str) -> datetime:
    """Read a day as people type it, as the midnight (UTC) that it begins with."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: expected a day as YYYY-MM-DD") from None


def instant(text: str) -> datetime:
    """Read an instant as people type it, with its offset: ``2026-07-10T12:00Z``."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min  # noqa: DTZ901  # refused below, like any without offset
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: expected an instant such as 2026-07-10T12:00Z")
    return found.astimezone(UTC)


def period(text: str) -> Period:
    """Read a period as people type it, ``2026-01-01..2026-06-30``, both days included."""
    first, _, last = text.partition("..")
    days = [utc_day(each).date() for each in (first, last)]
    if days[0] > days[1]:
        raise argparse.ArgumentTypeError(f"{text}: the first day comes after the last")
    return Period(first=days[0], last=days[1])


def run_verb(main: Callable[[], int]) -> None:
    """Call a verb's main and exit by it; an error of ours is one line on stderr and exit code 1."""
    try:
        code = main()
    except EvidenceError as error:
        sys.stderr.write(f"error: {error}\n")
        code = 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was recorded stays, nothing is half-written\n")
        code = 130
    sys.exit(code)
