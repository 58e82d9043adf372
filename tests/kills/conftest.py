import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.fixtures import postgres

__all__ = ["do", "postgres"]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def do():
    """Do a job in a process of its own, which may be told when to die; return how it ended."""
    command = [sys.executable, "-m", "tests.kills.forks"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def do(job, *arguments, dies_at=None):
            order = {"job": job, "arguments": arguments, "dies_at": dies_at}
            process.stdin.write(json.dumps(order, default=str) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield do
        process.stdin.close()
