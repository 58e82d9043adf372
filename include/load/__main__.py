"""Append what a locker holds to the warehouse (PostgreSQL), by hand.

Can be run again: what is there is left alone, and a load that died goes on where it stopped.

SOC2_WAREHOUSE=postgresql://user:password@host:port/database python -m include.load --locker DIR
"""

import os
import sys

from include.load import load
from include.locker import Locker
from include.model.command_line import parser, run_verb


def main() -> int:
    """Load a locker and print what was new."""
    arguments = parser("load", __doc__)
    arguments.add_argument(
        "--warehouse",
        default=os.environ.get("SOC2_WAREHOUSE"),
        metavar="URI",
        help="default: $SOC2_WAREHOUSE, which other users of the machine can't see",
    )
    given = arguments.parse_args()
    if not given.warehouse:
        arguments.error("which warehouse? set SOC2_WAREHOUSE, or give --warehouse")
    if not Locker(given.locker).storage.is_there():
        arguments.error(f"{given.locker}: not a locker, it has no log/; extract makes one")
    loaded = load(Locker.open(given.locker), given.warehouse)
    for remark in loaded.remarks:
        print(f"note: {remark}", file=sys.stderr)
    rows = ", ".join(f"{count} {table}" for table, count in loaded.rows.items() if count)
    print(f"{loaded.entries} new entries of the log; new rows: {rows or 'none'}")
    return 0


if __name__ == "__main__":
    run_verb(main)
