"""What is measured: a verb beside its reference, each as a process of its own, in the same run."""

import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from include.locker import Locker
from include.model.record import Judgement
from include.warehouse.embedded import Server, ensure, stop
from tests.bench.answers import distinct_answers
from tests.bench.measured import ROOT, Took, aws, measure
from tests.bench.references import NAMES

ACCOUNT = "123456789012"
COMPANY = {"SOC2_COMPANY": str(ROOT / "tests" / "demo" / "company")}
# A pair that has taken longer than this is not repeated: the whole stays near three minutes.
_ENOUGH_SECONDS = 30.0


@dataclass(frozen=True)
class Figures:
    """Medians of some runs; ``work`` is what was done, counted from what was kept."""

    verb: str
    work: str
    runs: int
    seconds: float
    cpu_seconds: float
    peak_mb: int
    reference: str
    reference_seconds: float
    reference_cpu_seconds: float
    reference_peak_mb: int

    @property
    def ratio(self) -> float:
        """Say how many times the reference's seconds the verb takes."""
        return self.seconds / self.reference_seconds


def pairs(endpoint: str, home: Path, runs: int) -> Iterator[Figures]:
    """Measure extract of each source, validate and load; each run starts where the verb before ended."""
    asking = aws(endpoint) | COMPANY
    before = home / "empty"
    before.mkdir()
    for name in ("iam", "s3"):
        ours, theirs = _repeat(
            runs,
            partial(_extract, name, before, home / name, asking),
            partial(measure, "tests.bench.references", name, environment=asking),
        )
        before = home / name
        calls = len(distinct_answers(Locker.open(before), f"aws.{name}"))
        yield _figures(name, f"extract aws.{name}", f"{calls:,} calls", ours, theirs)
    registers = ("registers.access", "--scope", "company", "--locker", before)
    measure("include.extract", *registers, environment=asking)
    judged = home / "validate"
    ours, theirs = _repeat(
        runs,
        partial(_validate, before, judged),
        partial(measure, "tests.bench.references", "validate", before),
    )
    yield _figures("validate", "validate", f"{_verdicts(judged):,} verdicts", ours, theirs)
    server = ensure(home / "postgres")
    try:
        ours, theirs = _repeat(
            runs,
            partial(_into, server, "include.load", "--locker", judged),
            partial(_into, server, "tests.bench.references", "load", judged),
        )
    finally:
        stop(home / "postgres")
    entries = sum(1 for _ in Locker.open(judged).entries())
    yield _figures("load", "load", f"{entries} entries, tables", ours, theirs)


def _repeat(
    runs: int, ours: Callable[[], Took], theirs: Callable[[], Took]
) -> tuple[list[Took], list[Took]]:
    """Run both in turn, so that a busy minute of the machine hits both."""
    took: tuple[list[Took], list[Took]] = ([], [])
    begun = time.perf_counter()
    for _ in range(runs):
        took[0].append(ours())
        took[1].append(theirs())
        if time.perf_counter() - begun > _ENOUGH_SECONDS:
            break
    return took


def _figures(name: str, verb: str, work: str, ours: list[Took], theirs: list[Took]) -> Figures:
    return Figures(
        verb=verb,
        work=work,
        runs=len(ours),
        seconds=median(each.seconds for each in ours),
        cpu_seconds=median(each.cpu_seconds for each in ours),
        peak_mb=max(each.peak_mb for each in ours),
        reference=NAMES[name],
        reference_seconds=median(each.seconds for each in theirs),
        reference_cpu_seconds=median(each.cpu_seconds for each in theirs),
        reference_peak_mb=max(each.peak_mb for each in theirs),
    )


def _extract(name: str, before: Path, locker: Path, asking: dict[str, str]) -> Took:
    _copy(before, locker)
    arguments = (f"aws.{name}", "--scope", ACCOUNT, "--locker", locker)
    return measure("include.extract", *arguments, environment=asking)


def _validate(before: Path, locker: Path) -> Took:
    _copy(before, locker)
    return measure("include.validate", "--locker", locker, environment=COMPANY)


def _copy(before: Path, locker: Path) -> None:
    """Begin anew: the same evidence is judged once only."""
    shutil.rmtree(locker, ignore_errors=True)
    shutil.copytree(before, locker)


def _into(server: Server, module: str, *arguments: object) -> Took:
    database = server.create_database(f"bench_{uuid.uuid4().hex}")
    return measure(module, *arguments, environment={"SOC2_WAREHOUSE": database})


def _verdicts(locker: Path) -> int:
    records = [entry.record for entry in Locker.open(locker).entries()]
    return sum(
        assessment.population_items
        for each in records
        if isinstance(each, Judgement)
        for assessment in each.assessments
    )
