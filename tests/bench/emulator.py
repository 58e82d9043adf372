"""The emulated AWS at size, for as long as it is measured."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.measured import ROOT


@contextmanager
def emulated(*options: str, **scale: int) -> Iterator[str]:
    """Start it filled, yield its endpoint, and stop it whatever happens."""
    command = [sys.executable, "-m", "tests.demo.emulated_aws", "--port", "0"]
    more = ",".join(f"{name}={count}" for name, count in scale.items())
    with subprocess.Popen(
        [*command, *options, "--scale", more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            word, _, endpoint = process.stdout.readline().strip().partition(" ")
            if word != "ready":
                raise RuntimeError("the emulated AWS did not start; its own words are above")
            yield endpoint
        finally:
            process.terminate()
