"""`make demo`: observe an emulated company once through Airflow and hold the answer against the truth.

``aws`` does so with IAM's evaluation on, roles assumed and the locker in the emulated S3 (`make demo-aws`).
``period`` walks ninety days of it by the verbs and prints what its controls come to. ``up`` starts the same
company with Airflow's web UI (or yours, when SOC2_COMPANY or AIRFLOW_CONN_AWS_DEFAULT names one), ``down``
stops everything.
"""

import argparse
import fcntl
import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from soc2_airflow import local, metadata, processes
from soc2_airflow.environment import AIRFLOW_DATABASE, ROOT, environment
from soc2_airflow.local import shown
from soc2_airflow.processes import CannotStart
from soc2_airflow.steps import terminal
from tests.demo import emulation
from tests.demo.observation import NAME, observe

if TYPE_CHECKING:
    from tests.demo.in_aws import Hub

HOME = ROOT / ".demo"
COMPONENT = "api-server"
# What goes wrong has to fit in; GitHub tells the changes of a year, and some of before the period are read.
FEWEST_DAYS, DAYS, MOST_DAYS = 15, 90, 320
OWN = ("SOC2_COMPANY", "AIRFLOW_CONN_AWS_DEFAULT")
EMULATED = "Emulated: company, people, AWS and GitHub are made up; nothing real is asked."


def demo(home: Path, console: Console, hub: "Hub | None" = None) -> int:
    """Observe the emulated company once; 0 only when exactly the planted defects were found.

    With a hub permissions are checked, roles assumed, and the locker is in the emulated S3.
    """
    with _emulated(home, console, hub) as ports:
        server = local.prepare(home, console)
        settings = environment(
            home,
            server,
            company=emulation.company(home),
            connections=(hub or emulation).connections(ports),
        )
        if hub:
            settings["SOC2_LOCKER_CACHE"] = str(home / "cache")
        uri = server.uri(AIRFLOW_DATABASE)
        tables = not metadata.is_current(uri)
        seen = observe(home, console, settings, emulation.endpoint(ports.aws), tables=tables)
        if tables:
            metadata.stamp(uri)
        # Slow to import, and nothing before needs it.
        from include.locker import Locker
        from tests.demo.answer import answer

        exact = answer(home, console, hub.locker(ports) if hub else Locker.open(home / "locker"))
    if hub:
        console.print("The emulated AWS keeps nothing: the locker and its key are gone with it.")
    else:
        console.print(f"Warehouse  {local.warehouse_of(server)}: make up starts it", markup=False)
    for failure in seen.failures:
        said = textwrap.shorten(f"Task {failure}", 300, placeholder=" …")
        console.print(said, style="red", markup=False)
    if seen.failures:
        console.print(f"Log        {shown(processes.log_of(home, NAME))}", markup=False)
    return int(not (exact and seen.is_success))


def period(home: Path, console: Console, days: int) -> int:
    """Walk days of the emulated company; 0 when controls were concluded on and the packet verifies."""
    with _emulated(home, console) as ports:
        # Slow to import, and nothing before needs it.
        from tests.demo.period import demo as walked

        return walked(home, console, ports, days)


@contextmanager
def _emulated(home: Path, console: Console, hub: "Hub | None" = None) -> Iterator[emulation.Ports]:
    """Start the emulated AWS and GitHub for as long as a demo lasts.

    Raises:
        CannotStart: `make up` runs here, or another demo.
    """
    console.print(f"[bold]{EMULATED}[/]\n")
    if COMPONENT in processes.running(home):
        raise CannotStart(f"make up runs this company at {local.where(home)}; first: make down")
    emulation.keep_real_systems_out_of_reach()
    ports = emulation.Ports()
    with leaving_nothing_behind(home):
        made = {"options": hub.options, "environment": hub.environment} if hub else {}
        emulation.start(home, ports, **made)
        if hub:
            emulation.forget(home)
        yield ports


def up(home: Path, console: Console, port: int) -> int:
    """Start Airflow for the emulated company, or for the user's own."""
    if any(os.environ.get(name) for name in OWN):
        local.up(local.HOME, console, port=port, paused=True)
        console.print("soc2_observe is paused: switch it on when the account may be read")
        return 0
    console.print(f"[bold]{EMULATED}[/]\n")
    local.expect_startable(home, port)
    emulation.keep_real_systems_out_of_reach()
    ports = emulation.Ports()
    connections = emulation.connections(ports)
    try:
        emulation.start(home, ports)
        company = emulation.company(home)
        local.up(home, console, company=company, connections=connections, port=port)
    except BaseException:
        local.down(home)
        raise
    console.print(f"Locker     {shown(home / 'locker')}", markup=False)
    return 0


def down(home: Path, console: Console) -> int:
    """Stop everything, of the emulated company and of the user's own."""
    stopped = [*local.down(home), *local.down(local.HOME)]
    console.print(f"stopped: {', '.join(stopped)}" if stopped else "nothing runs")
    return 0


@contextmanager
def leaving_nothing_behind(home: Path) -> Iterator[None]:
    """Let one demo at a time run in a folder, and stop all that it started, however it ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"another make demo is at work in {shown(home)}; wait for it"
            ) from None
        try:
            # What a killed run left behind.
            local.down(home)
            yield
        finally:
            # A second Ctrl-C must not stop the stopping.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            local.down(home)
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _hub() -> "Hub":
    from tests.demo.in_aws import Hub

    return Hub()


def _days(text: str) -> int:
    if not text.isdecimal() or not FEWEST_DAYS <= int(text) <= MOST_DAYS:
        msg = f"expected {FEWEST_DAYS} to {MOST_DAYS} days, got {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def main() -> int:
    """Run what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.demo",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = ("demo", "aws", "period", "up", "down")
    parser.add_argument("action", nargs="?", choices=actions, default="demo")
    parser.add_argument("--home", type=Path, metavar="DIR", help="default: .demo, of aws .demo/aws")
    parser.add_argument("--port", type=int, default=local.PORT, help="of the web UI")
    parser.add_argument("--days", type=_days, default=DAYS, help="of the period, up to yesterday")
    given = parser.parse_args()
    default = HOME / "aws" if given.action == "aws" else HOME
    home, console = (given.home or default).resolve(), terminal()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    does = {
        "demo": lambda: demo(home, console),
        "aws": lambda: demo(home, console, _hub()),
        "period": lambda: period(home, console, given.days),
        "up": lambda: up(home, console, given.port),
        "down": lambda: down(home, console),
    }
    return local.guarded(does[given.action], console)


if __name__ == "__main__":
    sys.exit(main())
