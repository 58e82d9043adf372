"""Measures what the rights of a large account take: extract, then every test that reads them.

python -m tests.bench.rights [--users 10000 --roles 3000 --policies 2000]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from include.control_tests.definitions import load_all
from include.locker import Locker
from include.model.record import Judgement, Manifest
from include.sources import load
from tests.bench.emulator import emulated
from tests.bench.measured import Took, aws, measure
from tests.bench.pairs import ACCOUNT, COMPANY

_SOURCE = "aws.iam_authorization"
_REGISTERS = ("registers.access", "registers.aws", "registers.scope")


def main() -> int:
    """Measure, print one line per verb, and return 0."""
    given = _options()
    console = Console(width=160)
    scale = {"users": given.users, "roles": given.roles, "policies": given.policies}
    with tempfile.TemporaryDirectory(prefix="soc2-bench-") as home, emulated(**scale) as endpoint:
        locker = Path(home) / "locker"
        asking = aws(endpoint) | COMPANY
        for register in _REGISTERS:
            arguments = (register, "--scope", "company", "--locker", locker)
            measure("include.extract", *arguments, environment=asking)
        # The credential report is another source; one test reads both.
        measure(
            "include.extract", "aws.iam", "--scope", ACCOUNT, "--locker", locker, environment=asking
        )
        arguments = (_SOURCE, "--scope", ACCOUNT, "--locker", locker)
        took = measure("include.extract", *arguments, environment=asking)
        console.print(_line(f"extract {_SOURCE}", took, _calls(locker)), highlight=False)
        tests = [part for name in _readers() for part in ("--test", name)]
        took = measure("include.validate", "--locker", locker, *tests, environment=COMPANY)
        said = f"{len(_readers())} tests, {_verdicts(locker):,} verdicts"
        console.print(_line("validate what reads it", took, said), highlight=False)
    return 0


def _line(verb: str, took: Took, work: str) -> str:
    return f"{verb}: {work}, {took.seconds:.1f} s, {took.cpu_seconds:.1f} CPU s, peak {took.peak_mb} MB"


def _readers() -> list[str]:
    own = {dataset.name for dataset in load(_SOURCE).SOURCE.datasets}
    return [name for name, each in load_all().items() if own & set(each.reads)]


def _calls(locker: Path) -> str:
    records = [entry.record for entry in Locker.open(locker).entries()]
    made = [each for each in records if isinstance(each, Manifest) and each.source == _SOURCE]
    failed = [each.message for each in made if each.message]
    if failed:
        raise RuntimeError(failed[0])
    return (
        f"{sum(made[0].calls.values())} calls, {sum(each.received_items for each in made):,} rows"
    )


def _verdicts(locker: Path) -> int:
    records = [entry.record for entry in Locker.open(locker).entries()]
    assessments = [
        one for each in records if isinstance(each, Judgement) for one in each.assessments
    ]
    return sum(each.population_items for each in assessments)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rights")
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--roles", type=int, default=3_000)
    parser.add_argument("--policies", type=int, default=2_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
