"""Starts, stops or looks at the embedded PostgreSQL of a folder. Never prints its password.

python -m include.warehouse.embedded start|stop|status DIR
"""

import argparse
from pathlib import Path

from include.model.command_line import run_verb
from include.warehouse.embedded import ensure, status, stop


def main() -> int:
    """Do what was asked and say where the server is; `status` returns 3 when it is not running."""
    parser = argparse.ArgumentParser(
        prog="python -m include.warehouse.embedded",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=("start", "stop", "status"))
    parser.add_argument("directory", type=Path, metavar="DIR", help="folder of the server")
    given = parser.parse_args()
    if given.action == "stop":
        print("stopped" if stop(given.directory) else "was not running")
        return 0
    server = (ensure if given.action == "start" else status)(given.directory)
    if server is None:
        print("not running")
        return 3
    print(f"running on {server.host}:{server.port}, user {server.user}, data in {server.data}")
    return 0


if __name__ == "__main__":
    run_verb(main)
