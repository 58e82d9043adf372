"""Starts the one Airflow process of `make demo` and follows what it does."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console

from soc2_airflow import processes
from soc2_airflow.processes import CannotStart
from soc2_airflow.steps import step

NAME = "soc2-observe"


@dataclass(frozen=True)
class Observation:
    """How the run ended: its id, how many tasks succeeded, and why others did not."""

    run_id: str
    is_success: bool
    tasks: int
    failures: tuple[str, ...]


def observe(
    home: Path, console: Console, settings: Mapping[str, str], endpoint: str, *, tables: bool
) -> Observation:
    """Run the DAG once, showing its tasks as they end.

    Raises:
        CannotStart: Airflow ended before the run did.
    """
    news = home / "logs" / f"{NAME}.jsonl"
    news.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.demo.observe", str(news), endpoint]
    process = processes.start(home, NAME, [*command, *(["--tables"] if tables else [])], settings)
    said = _follow(process, news)
    if tables:
        with step(console, "Airflow's own tables"):
            _until(said, "tables", home)
    with step(console, "Airflow, ready to run"):
        _until(said, "run", home)
    tasks, failures = 0, []
    with step(console, "soc2_observe, then soc2_locker_audit") as say:
        for one in said:
            if "run" in one:
                break
            name = one["task"] + (f"[{one['item']}]" if one["item"] >= 0 else "")
            tasks += one["state"] == "success"
            if one["state"] != "success":
                failures.append(f"{name} {one['state']}: {one.get('reason', 'see its log')}")
            say(f"{tasks} tasks succeeded, last {name}")
        else:
            raise CannotStart(processes.obituary(home, NAME))
    # What Airflow tidies up after the run is of no interest to anybody who waits.
    processes.stop(home, NAME, patience=1.0)
    return Observation(one["run_id"], one["run"] == "success", tasks, tuple(failures))


def _until(said: Iterator[dict[str, Any]], key: str, home: Path) -> None:
    if not any(key in one for one in said):
        raise CannotStart(processes.obituary(home, NAME))


def _follow(process: psutil.Process, news: Path) -> Iterator[dict[str, Any]]:
    """Yield the process's news as they come, until it has ended and all is read."""
    while not news.exists() and _runs(process):
        time.sleep(0.05)
    if not news.exists():
        return
    with news.open(encoding="utf-8") as lines:
        rest = ""
        while True:
            ended = not _runs(process)
            rest += lines.read()
            *whole, rest = rest.split("\n")
            yield from (json.loads(line) for line in whole)
            if ended:
                return
            time.sleep(0.05)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
