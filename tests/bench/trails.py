"""What is measured about CloudTrail's events: our way, and what it stands beside, each a process of its own.

python -m tests.bench.trails extract|parse|duckdb|judge FOLDER LOCKER

Prints as JSON what the work took after its imports: CPU seconds, and the peak of its memory above them.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.deliveries import ACCOUNT, DAY, REGION, contents

_PAGE = 1000


class FolderAws:
    """An account whose trail delivered a folder of objects."""

    account_id = ACCOUNT

    def __init__(self, folder: Path, into: Any) -> None:
        """Answer from ``folder``; calls are counted in a collection."""
        self._folder, self._into = folder, into
        self._keys = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json.gz"))

    def call(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Name the one trail."""
        return {"trailList": [{"S3BucketName": "trail"}]}

    def refer(self, service: str, operation: str, **asked: Any) -> dict[str, Any]:
        """List the objects of a prefix by the thousand, or give one."""
        self._into.refer(f"{service}:{operation}")
        if operation == "GetObject":
            return {"Body": (self._folder / asked["Key"]).read_bytes()}
        if "Delimiter" in asked:
            return {"KeyCount": 1, "CommonPrefixes": [{"Prefix": f"{asked['Prefix']}{REGION}/"}]}
        after = asked.get("ContinuationToken", asked["StartAfter"])
        left = [key for key in self._keys if key.startswith(asked["Prefix"]) and key > after]
        page = [
            {"Key": key, "ETag": key[-30:], "Size": 1, "LastModified": DAY} for key in left[:_PAGE]
        ]
        answer: dict[str, Any] = {"KeyCount": len(page), "Contents": page}
        if left[_PAGE:]:
            answer |= {"IsTruncated": True, "NextContinuationToken": page[-1]["Key"]}
        return answer


def extract(folder: Path, locker: Path) -> Callable[[], int]:
    """Read every object into a locker; return how many events were kept."""
    import pyarrow.dataset  # noqa: F401 - counted among the imports, as everything that comes with it

    from include import sources
    from include.extract import extract as verb
    from include.locker import Locker
    from include.model.interval import window_of
    from include.model.provenance import command_line_run

    sources.load("aws.cloudtrail_events")

    def work() -> int:
        made = verb(
            "aws.cloudtrail_events",
            _account(),
            lambda _scope, into: FolderAws(folder, into),
            locker=Locker.open(locker),
            run=command_line_run(),
            interval=window_of(DAY),
        )
        assert made.manifests[0].message is None, made.manifests[0].message
        return made.manifests[0].received_items or 0

    return work


def parse(folder: Path, _: Path) -> Callable[[], int]:
    """Inflate every object by ISA-L and parse it by simdjson, which nobody can go below."""
    import simdjson
    from isal import isal_zlib

    def work() -> int:
        parser, events = simdjson.Parser(), 0
        for body in contents(folder):
            document = parser.parse(isal_zlib.decompress(body, wbits=31))
            events += len(document["Records"])
            del document
        return events

    return work


def duckdb(folder: Path, locker: Path) -> Callable[[], int]:
    """Let DuckDB read the same columns, and write them as Parquet."""
    import duckdb as engine

    query = (Path(__file__).parent / "trails.sql").read_text(encoding="utf-8")

    def work() -> int:
        locker.mkdir()
        engine.execute("set enable_progress_bar = false")
        written = engine.execute(query.format(objects=folder, parquet=locker / "events.parquet"))
        return int(written.fetchone()[0])

    return work


def judge(_: Path, locker: Path) -> Callable[[], int]:
    """Judge a day: what people's roles change, and what every operation leaves out; return the items."""
    from include.control_tests.definitions import load
    from include.locker import Locker
    from include.model.company import read_company
    from include.model.provenance import command_line_run
    from include.validate import validate
    from tests.bench.measured import ROOT

    company = read_company(ROOT / "tests" / "demo" / "company")
    scope = company.scope.model_copy(update={"starts_on": DAY.date()})
    definition = load(Path(__file__).parent / "logging" / "events_state_who_and_where.yaml")

    def work() -> int:
        judged = validate(
            Locker.open(locker),
            [definition],
            company.model_copy(update={"scope": scope}),
            run=command_line_run(),
        )
        return sum(each.population_items for one in judged for each in one.assessments)

    return work


def _account() -> Any:
    from include.model.scope import Scope, ScopeKind

    return Scope(kind=ScopeKind.AWS_ACCOUNT, id=ACCOUNT, name="bench", starts_on=DAY.date())


def _memory(name: str) -> float:
    """Read this process's memory in MB: VmRSS is now, VmHWM its peak."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def main() -> int:
    """Prepare, work, and say what it took."""
    _, name, folder, locker = sys.argv
    work = {"extract": extract, "parse": parse, "duckdb": duckdb, "judge": judge}[name](
        Path(folder), Path(locker)
    )
    before, begun = _memory("VmRSS"), time.process_time()
    items = work()
    took = {"cpu_seconds": time.process_time() - begun, "items": items}
    sys.stdout.write(json.dumps(took | {"before_mb": before, "peak_mb": _memory("VmHWM")}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
