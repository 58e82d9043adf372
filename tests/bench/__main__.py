"""`make bench`: what extract, validate and load take on 2,000 users and 500 buckets.

Each is a process of its own, imports included, and stands beside a named reference that was measured in the
same run on the same machine: read the ratio. Medians of some runs (a pair that takes long is measured once);
the peak is the largest. Slow is no failure here.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich import box
from rich.console import Console
from rich.table import Table

from include.model.provenance import code_version
from tests.bench.emulator import emulated
from tests.bench.pairs import Figures, pairs


def main() -> int:
    """Measure, print one table, write JSON where asked to, and return 0."""
    given = _options()
    console = Console()
    machine = _machine()
    for name, fact in machine.items():
        console.print(f"{name}: {fact}", highlight=False)
    found: list[Figures] = []
    with (
        tempfile.TemporaryDirectory(prefix="soc2-bench-") as home,
        console.status("starting the emulated AWS") as status,
        emulated(users=given.users, buckets=given.buckets) as endpoint,
    ):
        status.update("measuring extract aws.iam")
        for figures in pairs(endpoint, Path(home), given.runs):
            found.append(figures)
            status.update(f"{figures.verb} took {figures.seconds:.1f} s; measuring what comes next")
    # A pipe has no width; cut cells would be no figures.
    wide = console if console.is_terminal else Console(width=160)
    wide.print(_table(found, given.users, given.buckets))
    if given.json:
        facts = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine,
            "size": {"users": given.users, "buckets": given.buckets},
            "figures": [asdict(each) | {"ratio": each.ratio} for each in found],
        }
        given.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return 0


def _table(found: Sequence[Figures], users: int, buckets: int) -> Table:
    title = f"{users:,} users and {buckets:,} buckets"
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Verb", "Work"):
        made.add_column(heading, no_wrap=True)
    for heading in ("Runs", "Seconds", "CPU s", "Peak MB"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("Reference", overflow="fold")
    for heading in ("Seconds", "CPU s", "Peak MB", "Ratio"):
        made.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        made.add_row(
            each.verb,
            each.work,
            str(each.runs),
            *_cells(each.seconds, each.cpu_seconds, each.peak_mb),
            each.reference,
            *_cells(each.reference_seconds, each.reference_cpu_seconds, each.reference_peak_mb),
            f"{each.ratio:.2f}",
        )
    return made


def _cells(seconds: float, cpu_seconds: float, peak_mb: int) -> tuple[str, str, str]:
    return f"{seconds:.1f}", f"{cpu_seconds:.1f}", str(peak_mb)


def _machine() -> dict[str, str]:
    one, five, _ = os.getloadavg()
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": f"{psutil.cpu_count()}, load {one:.1f} (1 min) and {five:.1f} (5 min) at the start",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GB",
        "python": platform.python_version(),
        "code": code_version(),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--users", type=int, default=2000)
    parser.add_argument("--buckets", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3, help="the most runs of each (default 3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error(f"--runs {given.runs}: expected 1 or more")
    return given


if __name__ == "__main__":
    sys.exit(main())
