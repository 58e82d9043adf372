"""Bring the warehouse's tables and views to this version, by the account that owns them.

Every load does the same; where the account that loads may only append, this is done before.

SOC2_WAREHOUSE=postgresql://owner:password@host:port/database python -m include.warehouse migrate
"""

import argparse
import os
import sys

from include.model.command_line import run_verb
from include.warehouse.connection import address
from include.warehouse.schema import migrate


def main() -> int:
    """Migrate and say where; whatever a person should know goes to stderr."""
    arguments = argparse.ArgumentParser(
        prog="python -m include.warehouse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    arguments.add_argument("action", choices=("migrate",))
    arguments.parse_args()
    uri = os.environ.get("SOC2_WAREHOUSE")
    if not uri:
        arguments.error("which warehouse? set SOC2_WAREHOUSE")
    for remark in migrate(uri):
        print(f"note: {remark}", file=sys.stderr)
    print(f"{address(uri).shown} is up to date")
    return 0


if __name__ == "__main__":
    run_verb(main)
