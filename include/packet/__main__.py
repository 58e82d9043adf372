"""Make the packet that an auditor receives for one period (Type II) or one day (Type I).

  python -m include.packet --locker DIR --period 2026-01-01..2026-06-30 --out DIR
  python -m include.packet --locker DIR --day 2026-06-30 --out DIR
      SOC2_WAREHOUSE=postgresql://...   the warehouse that was loaded from the locker

The same period and --as-of give the same bytes, whenever it is made. Hand the printed hash over by other
means than the packet.
"""

import os
from pathlib import Path

from include.locker import Locker
from include.model.command_line import instant, parser, period, run_verb, utc_day
from include.model.sample import Period
from include.packet import build


def main() -> int:
    """Build the packet, and print where it is and its hash."""
    arguments = parser("packet", __doc__)
    span = arguments.add_mutually_exclusive_group(required=True)
    span.add_argument("--period", type=period, metavar="FIRST..LAST", help="days, in UTC")
    span.add_argument("--day", type=utc_day, help="one day: a gap assessment")
    arguments.add_argument("--out", type=Path, required=True, metavar="DIR")
    arguments.add_argument(
        "--as-of",
        type=instant,
        metavar="INSTANT",
        help="what was known then, such as 2026-07-10T12:00Z (default: the last record)",
    )
    arguments.add_argument(
        "--with-evidence", action="store_true", help="put the period's evidence in, too"
    )
    arguments.add_argument(
        "--warehouse",
        default=os.environ.get("SOC2_WAREHOUSE"),
        metavar="URI",
        help="default: $SOC2_WAREHOUSE, which other users of the machine can't see",
    )
    given = arguments.parse_args()
    if not given.warehouse:
        arguments.error(
            "which warehouse? conclusions come from it: set SOC2_WAREHOUSE, or give --warehouse"
        )
    if not Locker(given.locker).storage.is_there():
        arguments.error(f"{given.locker}: not a locker, it has no log/; extract makes one")
    day = given.day and given.day.date()
    packet = build(
        Locker.open(given.locker),
        given.warehouse,
        given.period or Period(first=day, last=day),
        given.out,
        at=given.as_of,
        with_evidence=given.with_evidence,
    )
    print(f"{packet.archive}, as of {packet.at.isoformat()}")
    print(f"SHA-256 {packet.sha256}")
    print(f"verify it: python3 -I {packet.folder}/verify.py {packet.folder}")
    return 0


if __name__ == "__main__":
    run_verb(main)
