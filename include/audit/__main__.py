"""Verify a whole locker, and record what was found as evidence.

  python -m include.audit --locker DIR [--warehouse URI] [--trust FINGERPRINT] [--authority CA.pem]

To verify without recording anything, for instance a copy: python -m include.locker.verify DIR
"""

import os
from pathlib import Path

from include.audit import audit
from include.locker import Locker
from include.model.command_line import parser, run_verb
from include.model.provenance import command_line_run


def main() -> int:
    """Audit, print each problem, and return 1 when there is one."""
    arguments = parser("audit", __doc__)
    arguments.add_argument("--warehouse", metavar="URI", default=os.environ.get("SOC2_WAREHOUSE"))
    arguments.add_argument(
        "--trust", metavar="FINGERPRINT", help="SHA-256 of the first sealing key"
    )
    arguments.add_argument("--authority", type=Path, metavar="PEM", help="the time authority's CA")
    arguments.add_argument("--require-time", action="store_true")
    given = arguments.parse_args()
    found, _ = audit(
        Locker.open(given.locker),
        run=command_line_run(),
        warehouse_uri=given.warehouse,
        trust=given.trust,
        authority=given.authority,
        require_time=given.require_time,
    )
    for place, problem in found.problems:
        print(f"{place}: {problem}")
    for note in found.notes:
        print(f"note: {note}")
    print(found.line())
    return 1 if found.problems else 0


if __name__ == "__main__":
    run_verb(main)
