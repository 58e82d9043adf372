"""Show what may go, of a locker's drafts and of packets; with --remove, remove it. Never evidence.

  python -m include.clean --locker DIR
  python -m include.clean --locker DIR --packets DIR --older-than 90 --remove

A draft goes when its writer died and no record names it. A packet is made again with the same bytes, from
locker and warehouse by the same --as-of.
"""

from datetime import timedelta
from pathlib import Path

from include.clean import drafts, packets, remove
from include.locker import Locker
from include.model.command_line import parser, run_verb
from include.model.interval import utc_now

_MB = 1_000_000
_MOST_DAYS = 36_500


def main() -> int:
    """Print a line for everything that is no evidence, and what becomes of it."""
    arguments = parser("clean", __doc__)
    arguments.add_argument("--packets", type=Path, metavar="DIR", help="the folder of packets")
    arguments.add_argument(
        "--older-than",
        type=int,
        default=90,
        metavar="DAYS",
        help="of packets (default: %(default)s)",
    )
    arguments.add_argument("--remove", action="store_true", help="without it nothing is touched")
    given = arguments.parse_args()
    if not 1 <= given.older_than <= _MOST_DAYS:
        arguments.error(f"--older-than: expected days, 1 to {_MOST_DAYS}")
    locker = Locker(given.locker)
    if not locker.storage.is_there():
        arguments.error(f"{given.locker}: not a locker, it has no log/; extract makes one")
    found = list(drafts(locker))
    if given.packets:
        found += packets(given.packets, timedelta(days=given.older_than), utc_now())
    if given.remove:
        # Its own way with drafts: finishes what is recorded, discards what is dead.
        Locker.open(given.locker)
    for each in found:
        if given.remove and each.goes:
            remove(each)
        does = ("removed" if given.remove else "would go") if each.goes else "stays"
        size, days = each.size / _MB, each.age.days
        print(f"{does:8}  {each.place}  {size:.1f} MB, {days} days: {each.why}")
    size = sum(each.size for each in found if each.goes) / _MB
    said = "removed" if given.remove else "would go; --remove removes it"
    print(f"{sum(each.goes for each in found)} of {len(found)}, {size:.1f} MB {said}")
    return 0


if __name__ == "__main__":
    run_verb(main)
