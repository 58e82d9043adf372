"""Write the start of a source: python -m include.sources new aws/kms."""

import argparse
import sys
from collections.abc import Sequence

from include.model.errors import EvidenceError
from include.sources.new import write


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked, say it in a line, and return 0; a mistake is one line and 2."""
    parser = argparse.ArgumentParser(prog="python -m include.sources", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    new = verbs.add_parser("new", help="write the start of a source")
    new.add_argument("where", metavar="PROVIDER/NAME", help="such as aws/kms")
    try:
        path = write(parser.parse_args(arguments).where)
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{path}\nIts collection fails until it is filled in; then: make docs, make test.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
