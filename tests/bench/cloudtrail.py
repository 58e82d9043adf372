"""What a day of CloudTrail takes from its objects to Parquet, beside what nobody can go below, and DuckDB.

python -m tests.bench.cloudtrail [--day 5000000]

Each is a process of its own, measured after its imports, in one run: read the ratios.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console

from tests.bench.deliveries import write
from tests.bench.measured import measure

_IN_EACH, _RUNS = 2000, 3


@dataclass(frozen=True)
class Took:
    """What a work took after its imports: CPU seconds, MB above them and in all."""

    items: int
    cpu_seconds: float
    before_mb: float
    peak_mb: float

    @property
    def above_mb(self) -> float:
        """Return how much memory the work added."""
        return self.peak_mb - self.before_mb


class Bench:
    """Folders of objects, and lockers that are made of them."""

    def __init__(self, home: Path, console: Console) -> None:
        """Keep everything under ``home``."""
        self._home, self._console, self._lockers = home, console, 0

    def objects(self, count: int, events: int) -> Path:
        """Return a folder of objects, made when it is asked for the first time."""
        folder = self._home / f"{count}x{events}"
        if not folder.exists():
            write(folder, count, events)
        return folder

    def took(self, work: str, folder: Path, locker: Path | None = None) -> Took:
        """Do a work once."""
        self._lockers += 1
        place = locker or self._home / f"locker-{self._lockers}"
        said = measure("tests.bench.trails", work, folder, place).output
        return Took(**json.loads(said.splitlines()[-1]))

    def say(self, line: str) -> None:
        """Print a line of figures."""
        self._console.print(line, highlight=False)

    def ratios(self) -> None:
        """Compare CPU with ISA-L and simdjson, and with DuckDB, in turn: a busy minute hits all."""
        folder = self.objects(100, _IN_EACH)
        runs = [
            [self.took(work, folder) for work in ("parse", "extract", "duckdb")]
            for _ in range(_RUNS)
        ]
        floor, ours, theirs = (
            median(each.cpu_seconds for each in of) for of in zip(*runs, strict=True)
        )
        events = runs[0][1].items
        self.say(
            f"{events:,} events, CPU seconds: inflate and parse {floor:.2f}, the whole way {ours:.2f}, "
            f"DuckDB {theirs:.1f}"
        )
        self.say(
            f"  {ours / floor:.2f} times inflate and parse, {theirs / ours:.1f} times less than DuckDB"
        )

    def sizes(self) -> None:
        """Show that CPU grows with the events, and no faster; judge the largest day."""
        for count in (25, 100, 400):
            folder, locker = self.objects(count, _IN_EACH), self._home / f"size-{count}"
            took = self.took("extract", folder, locker)
            self.say(
                f"{took.items:>9,} events in {count:>7,} objects: {took.cpu_seconds / took.items * 1e6:.1f} "
                f"CPU microseconds each, peak {took.peak_mb:.0f} MB"
            )
        self._judged(folder, locker)

    def many(self) -> None:
        """Show that the number of objects does not matter to the memory."""
        for count in (1_000, 100_000):
            took = self.took("extract", self.objects(count, 400_000 // count))
            self.say(f"{took.items:>9,} events in {count:>7,} objects: peak {took.peak_mb:.0f} MB")

    def day(self, events: int) -> None:
        """Extract and judge one large day."""
        folder, locker = self.objects(events // _IN_EACH, _IN_EACH), self._home / "day"
        took = self.took("extract", folder, locker)
        self.say(
            f"a day of {took.items:,} events: extracted in {took.cpu_seconds:.0f} CPU seconds, "
            f"{took.above_mb:.0f} MB above imports, {took.peak_mb:.0f} MB in all"
        )
        self._judged(folder, locker)

    def _judged(self, folder: Path, locker: Path) -> None:
        judged = self.took("judge", folder, locker)
        self.say(
            f"  judged: {judged.items:,} items in {judged.cpu_seconds:.0f} CPU seconds, "
            f"{judged.peak_mb:.0f} MB in all"
        )


def main() -> int:
    """Measure, print the figures, and return 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cloudtrail", description=__doc__)
    parser.add_argument("--day", type=int, metavar="EVENTS", help="only a day of so many events")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soc2-bench-") as home:
        bench = Bench(Path(home), Console(width=160))
        if given.day:
            bench.day(given.day)
            return 0
        bench.ratios()
        bench.sizes()
        bench.many()
    return 0


if __name__ == "__main__":
    sys.exit(main())
