"""Airflow's own processes on this machine: tables migrated, components started, health awaited."""

import json
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from include.warehouse.embedded import ports
from soc2_airflow import processes
from soc2_airflow.processes import CannotStart, Say

COMPONENTS = {
    "api-server": ("api-server",),
    # Their log servers would listen on every interface; here the web UI reads the files itself.
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
_PATIENCE_SECONDS = 240.0


def migrate(home: Path, settings: Mapping[str, str]) -> None:
    """Bring Airflow's own tables to the installed version."""
    process = processes.start(home, "db-migrate", _airflow("db", "migrate"), settings)
    failed = process.wait()
    processes.stop(home, "db-migrate")
    if failed:
        raise CannotStart(processes.obituary(home, "db-migrate"))


def start(home: Path, port: int, settings: Mapping[str, str], say: Say) -> None:
    """Start every component and wait until all report that they are healthy.

    Raises:
        CannotStart: one died, or they take too long.
    """
    for name, arguments in COMPONENTS.items():
        processes.start(home, name, _airflow(*arguments), settings)
    until = time.monotonic() + _PATIENCE_SECONDS
    while waiting := _unhealthy(port):
        say("waiting for " + ", ".join(waiting))
        dead = next((name for name in COMPONENTS if processes.find(home, name) is None), None)
        if dead:
            raise CannotStart(processes.obituary(home, dead))
        if time.monotonic() > until:
            late = f"not healthy after {_PATIENCE_SECONDS:.0f} s: {', '.join(waiting)}"
            raise CannotStart(f"{late}; see {home / 'logs'}")
        time.sleep(0.5)


def expect_free(port: int) -> None:
    """Raise ``CannotStart`` when somebody listens on a port of ours."""
    if not ports.is_free(port):
        raise CannotStart(
            f"port {port} is taken by another program; stop that, or choose another: make up PORT=8090"
        )


def _airflow(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "airflow", *arguments]


def _unhealthy(port: int) -> list[str]:
    """Ask the web server who does not report; nobody answers while it starts."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5
        ) as answer:
            health: dict[str, dict[str, str | None]] = json.load(answer)
    except (OSError, ValueError):
        return ["the web server"]
    expected = ("metadatabase", "scheduler", "dag_processor", "triggerer")
    return [name for name in expected if health.get(name, {}).get("status") != "healthy"]
