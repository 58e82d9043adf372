"""Background processes of one installation: started apart from the terminal, found again, stopped whole.

Each leaves ``run/<name>.json`` (its id and start time) and ``logs/<name>.log`` in the installation's
folder. An id alone could mean somebody else's process by now; with the start time it can't.
"""

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from include.model.errors import EvidenceError

# A scheduler that is told to stop first lets its running tasks know.
PATIENCE_SECONDS = 15.0
# They outlive this program on purpose: kept, so that Python does not warn of each that still runs.
_STARTED: list[subprocess.Popen[bytes]] = []
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]


class CannotStart(EvidenceError):
    """Something of an installation does not start; the message says what, and where its log is."""


def start(home: Path, name: str, command: Sequence[str], env: Mapping[str, str]) -> psutil.Process:
    """Start a command in a session of its own, its output in ``logs/<name>.log``."""
    (home / "run").mkdir(parents=True, exist_ok=True)
    log = log_of(home, name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output, _uninterrupted():
        child = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            command,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _STARTED.append(child)
        process = psutil.Process(child.pid)
        note = {"pid": child.pid, "started": process.create_time()}
        (home / "run" / f"{name}.json").write_text(json.dumps(note), encoding="utf-8")
    return process


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold a Ctrl-C back until a process that was started is on record: nobody would stop it otherwise."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    former = {number: signal.getsignal(number) for number in _STOPPING}
    for number in _STOPPING:
        signal.signal(number, lambda number, _: held.append(number))
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if held:
        signal.raise_signal(held[0])


def log_of(home: Path, name: str) -> Path:
    """Return where a process writes what it has to say."""
    return home / "logs" / f"{name}.log"


def names(home: Path) -> Iterator[str]:
    """Yield the name of every process that was started and not yet stopped, running or not."""
    for note in sorted((home / "run").glob("*.json")):
        yield note.stem


def find(home: Path, name: str) -> psutil.Process | None:
    """Return the process if it still runs."""
    try:
        note = json.loads((home / "run" / f"{name}.json").read_text(encoding="utf-8"))
        process = psutil.Process(note["pid"])
        same = abs(process.create_time() - note["started"]) < 1.0
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None


def running(home: Path) -> dict[str, psutil.Process]:
    """Return every process of the installation that runs, by name."""
    found = {name: find(home, name) for name in names(home)}
    return {name: process for name, process in found.items() if process is not None}


def stop(home: Path, name: str, patience: float = PATIENCE_SECONDS) -> bool:
    """Stop a process and everything it started; tell whether it ran."""
    process = find(home, name)
    if process is not None:
        stop_whole([process], patience)
    (home / "run" / f"{name}.json").unlink(missing_ok=True)
    return process is not None


def stop_all(home: Path) -> list[str]:
    """Stop every process of the installation at once; return the names of those that ran."""
    alive = running(home)
    stop_whole(list(alive.values()), PATIENCE_SECONDS)
    for name in list(names(home)):
        (home / "run" / f"{name}.json").unlink(missing_ok=True)
    return list(alive)


def stop_whole(processes: Sequence[psutil.Process], patience: float) -> None:
    """Ask the processes to stop, wait, and kill whatever of theirs is left.

    Children are listed before their parents go: later nobody could tell whose they were.
    """
    family = {*processes}
    for process in processes:
        family |= _children(process)
    for process in processes:
        _quietly(process.terminate)
    until = time.monotonic() + patience
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    family |= {child for process in stubborn for child in _children(process)}
    remaining = max(0.5, min(2.0, until - time.monotonic()))
    _, left = psutil.wait_procs(list(family), timeout=0.0 if stubborn else remaining)
    for process in left:
        _quietly(process.kill)
    psutil.wait_procs(left, timeout=5.0)


def obituary(home: Path, name: str) -> str:
    """Say in one line that a process died, why, and where to read more."""
    log = log_of(home, name)
    return f"{name} stopped: {last_words(log)}; see {log}"


def last_words(log: Path) -> str:
    """Return the line of a log that most likely says what went wrong: its last error, else its last line."""
    if not log.exists():
        return "it wrote nothing"
    lines = [
        line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    spoken = [line for line in lines if line]
    errors = [
        line for line in spoken if "error" in line.lower() and not line.startswith(("File", "│"))
    ]
    return (errors or spoken or ["it wrote nothing"])[-1][:300]


def _children(process: psutil.Process) -> set[psutil.Process]:
    try:
        return set(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return set()


def _quietly(send: Callable[[], None]) -> None:
    try:
        send()
    except psutil.NoSuchProcess:
        return
