"""Write the generated parts of the rooms' README.md and of docs/ anew; `--check` only tells which are stale.

python -m include.docs [--check]
"""

import argparse
import sys

from include.docs import ROOT, stale, write
from include.model.errors import EvidenceError


def main(arguments: list[str] | None = None) -> int:
    """Name each page that was stale; return 1 when asked to check only and there is one, 2 for a mistake."""
    parser = argparse.ArgumentParser(
        prog="python -m include.docs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    try:
        found = tuple(stale()) if given.check else write()
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 2
    for path in found:
        print(f"{path.relative_to(ROOT.parent)}: {'is stale' if given.check else 'written anew'}")
    if not found:
        print("every page says what the code declares")
    return 1 if given.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
