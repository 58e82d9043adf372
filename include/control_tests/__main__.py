"""Write the start of a control test, or check all of them by hand.

python -m include.control_tests new access/keys_are_rotated aws_iam_users
python -m include.control_tests check
"""

import argparse
import sys

from include.control_tests.definitions import load_all
from include.control_tests.new import write
from include.model.errors import EvidenceError


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked, say it in a line, and return 0; a mistake is one line and 2."""
    parser = argparse.ArgumentParser(
        prog="python -m include.control_tests",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    new = verbs.add_parser("new", help="write the start of a control test")
    new.add_argument("where", metavar="THEME/NAME", help="such as access/keys_are_rotated")
    new.add_argument("dataset", nargs="?", default="aws_iam_users", help="dataset that it reads")
    verbs.add_parser("check", help="load every control test strictly")
    given = parser.parse_args(arguments)
    try:
        if given.verb == "new":
            print(f"{write(given.where, given.dataset)}\nIts examples fail until it is filled in.")
        else:
            print(f"{len(load_all())} control tests load")
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
