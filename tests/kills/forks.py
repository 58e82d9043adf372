"""A process that has imported everything once and forks for each job; jobs come as lines of JSON on stdin.

A job ``{"job": "observe", "arguments": [...], "dies_at": 17}`` kills itself by SIGKILL before the 17th line
that it would execute in the files where something outside of it changes (see ``WRITING``); without
``dies_at`` it lives. The answer is a line of JSON: how it ended and how many such lines it executed.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path

from tests.kills.prepared import JOBS

ROOT = Path(__file__).parents[2]
# What comes between two lines of these files changes nothing that outlives the process.
WRITING = tuple(
    str(path)
    for path in (
        ROOT / "include" / "locker" / "draft.py",
        ROOT / "include" / "locker" / "directory.py",
        ROOT / "include" / "load",
        ROOT / "include" / "warehouse" / "connection.py",
        ROOT / "include" / "warehouse" / "schema.py",
        ROOT / "include" / "warehouse" / "derive.py",
        Path(os.__file__).with_name("shutil.py"),
    )
)


class Death:
    """Counts lines, and kills the process at one of them."""

    def __init__(self, at):
        self.at, self.lines = at, 0

    def __call__(self, frame, event, _argument):
        if event == "call" and not frame.f_code.co_filename.startswith(WRITING):
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main():
    import great_expectations  # noqa: F401

    for line in sys.stdin:
        sys.stdout.write(json.dumps(_forked(json.loads(line))) + "\n")
        sys.stdout.flush()


def _forked(order):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_do(order, writing))
    os.close(writing)
    with os.fdopen(reading) as answer:
        lines = answer.read()
    _, status = os.waitpid(child, 0)
    return {"ended": os.waitstatus_to_exitcode(status), "lines": int(lines or 0)}


def _do(order, writing):
    death = Death(order.get("dies_at"))
    sys.settrace(death)
    try:
        JOBS[order["job"]](*order["arguments"])
    except Exception:  # noqa: BLE001  # the parent only learns that it failed; the reason is for people
        traceback.print_exc()
        return 1
    sys.settrace(None)
    os.write(writing, str(death.lines).encode())
    return 0


if __name__ == "__main__":
    main()
