"""`make demo-period`: walk a season of the emulated company, and print what its controls come to."""

import os
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from include.conclude import conclude
from include.load import load
from include.locker.seal import read_key
from include.locker.verify import verify
from include.model.interval import utc_now
from include.packet import Packet, build
from include.seal import seal
from include.warehouse import embedded
from soc2_airflow.environment import sealing_key
from soc2_airflow.local import shown
from soc2_airflow.processes import CannotStart
from soc2_airflow.steps import step
from tests.demo import emulation
from tests.demo.answer import WIDTH
from tests.demo.concluded import conclusions, not_judged, table
from tests.demo.season import CONTROLS, PERIOD_ID, RUN, Season, Walk

READY_WITHIN_SECONDS = 120.0
CHOSEN = (
    "{days} days, {period}, walked by the verbs with our clock moved: a slot of each day's four, controls\n"
    "{controls}; all sources in all slots would take hours. Events are collected for every day.\n"
    "The company stands still as of now; what has an age is as much younger as a slot lies back.\n"
    "Planted besides: nothing runs from {first} to {last}, and on {denied} a collection is refused.\n"
)
_UNLIMITED = b'{"primary": {"after": 1000000, "seconds": 86400}}'


def demo(home: Path, console: Console, ports: emulation.Ports, days: int) -> int:
    """Walk so many days up to yesterday; 0 when controls were concluded on and the packet verifies.

    Raises:
        CannotStart: an emulator does not come up.
    """
    began, now = time.monotonic(), utc_now()
    folder = home / "periods" / f"{now:%Y%m%dT%H%M%S}"
    season = Season(days, now)
    console.print(_chosen(season), markup=False)
    with step(console, "the emulated AWS and GitHub"):
        aws, github = emulation.endpoint(ports.aws), emulation.endpoint(ports.github)
        _await_ready(aws, github)
        os.environ |= shell(aws, github)
        lift_limit(github)
    walk = Walk(season, folder, aws)
    go(walk, console)
    with step(console, "PostgreSQL"):
        server = embedded.ensure(home / "postgres")
        uri = server.create_database(f"period_{now:%Y%m%d_%H%M%S}")
    packet = publish(walk, uri, folder, console)
    found = conclusions(uri, PERIOD_ID)
    wide = console if console.is_terminal else Console(width=WIDTH, highlight=False)
    wide.print(table(found, f"{walk.company.scope.company}, {season.period}"))
    console.print(f"{not_judged(found)}\n", markup=False)
    console.print(f"Report     {shown(packet.folder / 'report.html')}", markup=False)
    console.print(f"Packet     {shown(packet.archive)}", markup=False)
    console.print(f"Locker     {shown(folder / 'locker')}", markup=False)
    verified = verify(packet.folder)
    colour = "red" if verified.problems else "green"
    console.print(f"Verified   {verified.line()}", style=colour, markup=False)
    console.print(f"Took       {timedelta(seconds=round(time.monotonic() - began))}", markup=False)
    return int(bool(verified.problems) or not any(each["items_tested"] for each in found))


def shell(aws: str, github: str) -> dict[str, str]:
    """Name the emulated systems by the variables that the verbs read when they run by hand."""
    return {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aws,
        "GITHUB_API_URL": github,
        "GITHUB_TOKEN": "testing",
    }


def lift_limit(github: str) -> None:
    """Let the emulated GitHub answer as often as a season asks, in minutes; GitHub allows 5,000 an hour."""
    urllib.request.urlopen(f"{github}/_demo/limit", data=_UNLIMITED, timeout=10).close()


def go(walk: Walk, console: Console) -> None:
    """Observe, collect and judge, a line for each."""
    with step(console, "state, a slot a day") as say:
        for day in walk.observe():
            say(walk.season.window(day).id)
    with step(console, "events, in chunks of days") as say:
        for source, window in walk.collect():
            say(f"{source} {window.id}")
    with step(console, "judged, every slot and day at once"):
        walk.judge()


def publish(walk: Walk, uri: str, folder: Path, console: Console) -> Packet:
    """Load, publish the period's conclusions, seal, and make the packet below ``folder``.

    The key that seals is made below ``folder``, too.
    """
    period = walk.season.period
    sealing_key(folder / "sealing_key.pem")
    key = read_key((folder / "sealing_key.pem").read_bytes(), "the demo's key")
    with step(console, "loaded, concluded, sealed"):
        load(walk.locker, uri)
        days = (period.first, period.last)
        conclude(walk.locker, uri, period_id=PERIOD_ID, days=days, run=RUN)
        load(walk.locker, uri)
        seal(walk.locker, key, run=RUN, warehouse_uri=uri)
        load(walk.locker, uri)
    with step(console, "the auditor's packet"):
        return build(walk.locker, uri, period, folder / "packets")


def _chosen(season: Season) -> str:
    outage = [season.window(day).id for day in season.outage]
    return CHOSEN.format(
        days=season.days,
        period=season.period,
        controls=", ".join(CONTROLS),
        first=outage[0],
        last=outage[-1],
        denied=season.window(season.denied).id,
    )


def _await_ready(*endpoints: str) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    for endpoint in endpoints:
        while True:
            try:
                urllib.request.urlopen(f"{endpoint}/_ready", timeout=5).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise CannotStart(f"the emulator at {endpoint} does not answer") from None
            time.sleep(0.1)
