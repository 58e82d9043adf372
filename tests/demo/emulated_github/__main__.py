"""Start the emulated GitHub: build its year, serve it, stop on SIGTERM or Ctrl-C."""

import argparse
import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import uvicorn

from tests.demo.emulated_github.application import Server
from tests.demo.emulated_github.organisation import ENTERPRISE, TEAM
from tests.demo.emulated_github.world import build


def main() -> int:
    """Serve until told to stop; 0 when stopped, 2 when the port cannot be had."""
    options = _options()
    try:
        listening = socket.create_server((options.host, options.port))
    except OSError as error:
        print(f"emulated GitHub: port {options.port}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    base = f"http://{options.host}:{listening.getsockname()[1]}"
    world = build(options.seed, options.now, options.scale, options.plan)
    serving = _Serving(
        uvicorn.Config(
            Server(world, base).application(),
            log_level="error",
            lifespan="off",
            date_header=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
    print(f"ready {base}", flush=True)  # noqa: T201 - the socket listens: calls wait in its queue
    serving.run(sockets=[listening])
    return 0


class _Serving(uvicorn.Server):
    """Stops on a signal with exit code 0; uvicorn would raise the signal anew when all is closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle the signals that stop it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        yield


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.demo.emulated_github", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="name or address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (default)")
    parser.add_argument("--seed", type=int, default=7, help="of whatever chance decides")
    parser.add_argument(
        "--now", type=_instant, default=datetime.now(UTC), help="start, ISO 8601 with zone"
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default=0,
        help="plain merged pull requests more, in quillhaven/monolith: pulls=1000",
    )
    parser.add_argument(
        "--plan", choices=(TEAM, ENTERPRISE), default=TEAM, help="enterprise adds the audit log"
    )
    return parser.parse_args()


def _scale(text: str) -> int:
    name, _, number = text.partition("=")
    if name != "pulls" or not number.isdecimal():
        msg = f"expected pulls=N, got {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return int(number)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if instant.tzinfo is None:
        msg = f"expected a time zone, as in 2026-01-31T12:00:00Z, got {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return instant.astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main())
