"""Runs a module as a process of its own and says what it took: seconds, CPU seconds, peak memory.

python -m tests.bench.measured FACTS.json MODULE ARGUMENTS...
"""

import json
import os
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Took:
    """What a process took from its start to its end, imports included, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_mb: int
    output: str


def measure(module: str, *arguments: object, environment: Mapping[str, str] | None = None) -> Took:
    """Run a module with arguments; a status that is not 0 is an error that carries what it said."""
    with tempfile.NamedTemporaryFile(suffix=".json") as facts:
        command = [sys.executable, "-m", __name__, facts.name, module, *map(str, arguments)]
        begun = time.perf_counter()
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=_clean() | dict(environment or {}),
            text=True,
        )
        seconds = time.perf_counter() - begun
        if done.returncode:
            raise RuntimeError(f"{module} ended with {done.returncode}: {done.stdout}{done.stderr}")
        said = json.loads(Path(facts.name).read_text(encoding="utf-8"))
    return Took(seconds, said["cpu_seconds"], said["peak_mb"], done.stdout)


def aws(endpoint: str) -> dict[str, str]:
    """Return the environment in which every AWS client asks the emulated AWS, and no other."""
    return {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint,
    }


def _clean() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "plugins")))}


def _peak_mb() -> int:
    """Return this process's own peak: what the kernel tells a parent includes the parent's before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return int(next(each for each in lines if each.startswith("VmHWM:")).split()[1]) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20


def _main() -> int:
    facts, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    status: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code
    said = {"cpu_seconds": time.process_time(), "peak_mb": _peak_mb()}
    Path(facts).write_text(json.dumps(said), encoding="utf-8")
    return status if isinstance(status, int) else 1 if status else 0


if __name__ == "__main__":
    sys.exit(_main())
