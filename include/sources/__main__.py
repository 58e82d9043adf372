"""Write the start of a source and of its tests.

python -m include.sources new aws/kms
"""

import argparse
import sys

from include.model.errors import EvidenceError
from include.sources.new import write


def main(arguments: list[str] | None = None) -> int:
    """Write both files, say where and what is next, and return 0; a mistake is one line and 2."""
    parser = argparse.ArgumentParser(
        prog="python -m include.sources",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    new = verbs.add_parser("new", help="write the start of a source and of its tests")
    new.add_argument("where", metavar="PROVIDER/NAME", help="such as aws/kms")
    given = parser.parse_args(arguments)
    try:
        source, tests = write(given.where)
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{source}\n{tests}\nThe tests fail until both are filled in.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
