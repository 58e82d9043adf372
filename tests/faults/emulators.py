"""Starts an emulator of the company, and a wire before it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.faults.wire import Wire

ROOT = Path(__file__).parents[2]


@contextmanager
def emulator(name: str, kind: type[Wire], now: datetime, *options: str) -> Iterator[Wire]:
    """Yield the wire before ``tests.demo.emulated_<name>``, which begins at ``now``."""
    command = [sys.executable, "-m", f"tests.demo.emulated_{name}", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--now", now.isoformat(), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        wire = kind(process.stdout.readline().split()[-1])
        try:
            yield wire
        finally:
            wire.shutdown()
            wire.server_close()
    finally:
        process.terminate()
        with process:
            process.wait(timeout=20)
