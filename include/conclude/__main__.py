"""Publish the conclusions of a period that scope.yaml names, by hand.

They are what the warehouse tells: load first. The next load appends what was published.

SOC2_WAREHOUSE=postgresql://user:password@host:port/database
python -m include.conclude --locker DIR --period 2026
"""

import os

from include.conclude import conclude
from include.locker import Locker
from include.model.command_line import add_company, parser, run_verb
from include.model.company import read_company
from include.model.provenance import command_line_run


def main() -> int:
    """Publish and say as which entry of the log."""
    arguments = parser("conclude", __doc__)
    arguments.add_argument("--period", required=True, help="its id in scope.yaml")
    add_company(arguments)
    given = arguments.parse_args()
    uri = os.environ.get("SOC2_WAREHOUSE")
    if not uri:
        arguments.error("which warehouse? set SOC2_WAREHOUSE")
    named = {each.id: each for each in read_company(given.company).scope.observation_periods}
    if given.period not in named:
        arguments.error(
            f"--period {given.period}: scope.yaml has {', '.join(named) or 'no observation_periods'}"
        )
    period = named[given.period]
    entry = conclude(
        Locker.open(given.locker),
        uri,
        period_id=period.id,
        days=(period.starts_on, period.ends_on),
        run=command_line_run(),
    )
    print(f"period {period.id}: published as entry {entry.number}")
    return 0


if __name__ == "__main__":
    run_verb(main)
