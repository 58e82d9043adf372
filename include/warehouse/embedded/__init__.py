"""An embedded PostgreSQL on 127.0.0.1: made on first use, started and stopped by its folder.

Cannot be reached from other machines, and is not for production. Its folder holds ``data``, the
password (readable by its account alone), the port and the server's log. Alone:
``python -m include.warehouse.embedded start|stop|status DIR``.
"""

import fcntl
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from include.model.errors import WarehouseUnreachable
from include.warehouse.embedded.ports import HOST, free_port, is_free
from include.warehouse.embedded.programs import command_of, prepare, run, write_private
from include.warehouse.embedded.server import Server

__all__ = ["Server", "ensure", "status", "stop"]

_USER = "soc2"
_ATTEMPTS = 5
_READY_SECONDS = 60
# Lines of postmaster.pid, counted from 0.
_PORT_LINE, _READY_LINE = 3, 7
_SETTINGS = {
    "listen_addresses": HOST,
    # A socket's path may be 107 characters long; folders are longer, and TCP serves every client.
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def ensure(directory: Path) -> Server:
    """Return the folder's running server; make and start it when it is not.

    Raises:
        WarehouseUnreachable: it can't be made or started; the message says where its log is.
    """
    home = prepare(directory)
    with _alone(home):
        if not (home / "data").exists():
            _initialise(home)
        if _pid(home) is None:
            _start(home)
        else:
            _await_ready(home)
        return _server(home)


def stop(directory: Path) -> bool:
    """Stop the folder's server and wait until it is gone; False when it was not running."""
    if not directory.exists():
        return False
    home = prepare(directory)
    with _alone(home):
        if _pid(home) is None:
            return False
        for mode in ("fast", "immediate"):
            done = run(
                "pg_ctl", "stop", "-D", home / "data", "-w", "-t", "30", "-m", mode, home=home
            )
            if _pid(home) is None:
                return True
        raise WarehouseUnreachable(f"{home}: PostgreSQL does not stop: {_line(done.stderr)}")


def status(directory: Path) -> Server | None:
    """Return the folder's server when it is running."""
    if not directory.exists():
        return None
    home = prepare(directory)
    return _server(home) if _pid(home) is not None else None


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process at a time make, start or stop the server of a folder."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _initialise(home: Path) -> None:
    """Make ``data`` beside its place and rename it, so that a killed initdb leaves nothing."""
    fresh = home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    write_private(home / "password", secrets.token_urlsafe(24))
    settings = [part for item in _SETTINGS.items() for part in ("--set", "=".join(item))]
    done = run(
        "initdb",
        *("-D", fresh, "-U", _USER, "--pwfile", home / "password", "-A", "scram-sha-256"),
        # Synced later, by the system: all that could be lost in the first seconds is an empty database.
        *("--encoding=UTF8", "--locale=C", "--no-sync", *settings),
        home=home,
    )
    if done.returncode:
        raise WarehouseUnreachable(f"{home}: initdb failed: {_line(done.stderr)}")
    fresh.rename(home / "data")


def _start(home: Path) -> None:
    """Start the server on the port it had, or on another free one when that is taken."""
    stale = home / "data" / "postmaster.pid"
    port = _kept_port(home)
    for attempt in range(_ATTEMPTS):
        if port is None or not is_free(port):
            port = free_port()
        # Written by a server that was killed; its number may be somebody else's by now.
        if _pid(home) is None:
            stale.unlink(missing_ok=True)
        done = run(
            *("pg_ctl", "start", "-D", home / "data", "-l", home / "log", "-w", "-t", "60"),
            *("-o", f"-p {port}"),
            home=home,
        )
        if done.returncode == 0:
            write_private(home / "port", str(port))
            return
        # The processes of a killed server need a moment to see that it is gone.
        time.sleep(0.2 * (attempt + 1))
    raise WarehouseUnreachable(
        f"{home}: PostgreSQL does not start: {_fault(home) or _line(done.stderr)}; see {home / 'log'}"
    )


def _await_ready(home: Path) -> None:
    """Wait for a server that somebody began to start and did not wait for."""
    for _ in range(_READY_SECONDS * 10):
        lines = (home / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        if len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready":
            return
        time.sleep(0.1)
    raise WarehouseUnreachable(
        f"{home}: PostgreSQL is starting for more than {_READY_SECONDS} s; see {home / 'log'}"
    )


def _server(home: Path) -> Server:
    password = (home / "password").read_text(encoding="utf-8")
    port = int(
        (home / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[_PORT_LINE]
    )
    return Server(host=HOST, port=port, user=_USER, password=password, data=home / "data")


def _pid(home: Path) -> int | None:
    """Return the server's process; None for a pid file that outlived it (a kill, a reboot)."""
    try:
        lines = (home / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    return pid if str(home / "data") in command_of(pid) else None


def _kept_port(home: Path) -> int | None:
    try:
        return int((home / "port").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _fault(home: Path) -> str:
    """Return the last fatal line of the server's log."""
    try:
        lines = (home / "log").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return next((line for line in reversed(lines) if "FATAL" in line), "").strip()


def _line(text: str) -> str:
    return " ".join(text.split()) or "it says nothing"
