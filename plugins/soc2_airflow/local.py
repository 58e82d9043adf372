"""Airflow on this machine: web UI, scheduler, DAG processor and triggerer, on an embedded PostgreSQL.

For trying and for small companies; production has its own servers. Alone:
``python -m soc2_airflow.local up|down|status [--home DIR] [--port 8080]`` observes the company of
``SOC2_COMPANY`` through the Airflow connections of the environment (``AIRFLOW_CONN_AWS_DEFAULT``).
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from include.model.errors import EvidenceError
from include.warehouse import embedded
from include.warehouse.schema import migrate
from soc2_airflow import components, metadata, processes
from soc2_airflow.environment import (
    AIRFLOW_DATABASE,
    ROOT,
    USER,
    WAREHOUSE_DATABASE,
    environment,
    installation_secrets,
)
from soc2_airflow.processes import CannotStart
from soc2_airflow.steps import step, terminal

HOME = ROOT / ".local"
PORT = 8080
INTERRUPTED = 130


def up(
    home: Path,
    console: Console,
    *,
    company: Path | None = None,
    connections: Mapping[str, Mapping[str, object]] | None = None,
    port: int = PORT,
    paused: bool = False,
) -> int:
    """Start an installation, wait until all of it is healthy, and say where it is; return 0.

    Raises:
        CannotStart: the port is taken, or a component died; nothing is left behind.
    """
    expect_startable(home, port)
    try:
        server = prepare(home, console)
        settings = environment(
            home, server, company=company, connections=connections, port=port, paused=paused
        )
        if not metadata.is_current(server.uri(AIRFLOW_DATABASE)):
            with step(console, "Airflow's own tables"):
                components.migrate(home, settings)
            metadata.stamp(server.uri(AIRFLOW_DATABASE))
        (home / "port").write_text(str(port), encoding="utf-8")
        with step(console, "Airflow: web UI, scheduler, processor, triggerer") as say:
            components.start(home, port, settings, say)
    except BaseException:
        down(home)
        raise
    console.print(f"\nAirflow    {where(home)}")
    password = installation_secrets(home)["airflow_password"]
    console.print(f"Login      {USER}  {password}", markup=False)
    console.print(f"Warehouse  {warehouse_of(server)}", markup=False)
    console.print(f"Logs       {shown(home / 'logs')}", markup=False)
    return os.EX_OK


def expect_startable(home: Path, port: int) -> None:
    """Raise ``CannotStart`` when the installation runs already, or its port is taken."""
    if "api-server" in processes.running(home):
        raise CannotStart(f"it runs already: {where(home)}; make down stops it")
    components.expect_free(port)


def down(home: Path) -> list[str]:
    """Stop everything of an installation; return the names of what ran."""
    stopped = processes.stop_all(home)
    if embedded.stop(home / "postgres"):
        stopped.append("postgresql")
    return stopped


def status(home: Path) -> list[str]:
    """Describe every process of an installation that runs, a line each."""
    lines = [
        f"{name:<14} process {process.pid}, log {shown(processes.log_of(home, name))}"
        for name, process in processes.running(home).items()
    ]
    server = embedded.status(home / "postgres")
    if server is not None:
        lines.append(f"{'postgresql':<14} {warehouse_of(server)}")
    return lines


def prepare(home: Path, console: Console) -> embedded.Server:
    """Start PostgreSQL with its two databases, the warehouse's tables up to date."""
    with step(console, "PostgreSQL, with the warehouse's tables"):
        server = embedded.ensure(home / "postgres")
        server.create_database(AIRFLOW_DATABASE)
        migrate(server.create_database(WAREHOUSE_DATABASE))
    return server


def where(home: Path) -> str:
    """Return the address of an installation's web UI."""
    port = home / "port"
    return f"http://localhost:{port.read_text(encoding='utf-8') if port.exists() else PORT}"


def warehouse_of(server: embedded.Server) -> str:
    """Say how to reach the warehouse, without its password."""
    address = f"postgresql://{server.user}@{server.host}:{server.port}/{WAREHOUSE_DATABASE}"
    return f"psql {address}  (password in {shown(server.data.parent / 'password')})"


def shown(path: Path) -> str:
    """Shorten a path below the folder that we are in."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Start, stop or look at an installation; return the exit code."""
    given = _parser().parse_args(arguments)
    console = terminal()
    home = given.home.resolve()
    if given.action == "up":
        # A real account is first asked when somebody switches the DAG on.
        return guarded(partial(up, home, console, port=given.port, paused=True), console)
    lines = down(home) if given.action == "down" else status(home)
    said = f"stopped: {', '.join(lines)}" if given.action == "down" else "\n".join(lines)
    console.print(said if lines else "nothing runs", markup=False)
    return os.EX_OK


def guarded(action: Callable[[], int], console: Console) -> int:
    """Run an action; return its exit code, after one line on what went wrong."""
    try:
        return action()
    except KeyboardInterrupt:
        console.print("stopped by Ctrl-C; nothing is left running")
        return INTERRUPTED
    except EvidenceError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m soc2_airflow.local",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=("up", "down", "status"))
    parser.add_argument("--home", type=Path, default=HOME, metavar="DIR", help="default: .local")
    parser.add_argument(
        "--port", type=int, default=PORT, help="of the web UI (default: %(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
