"""The drafts of a locker on a directory, and what becomes of each: its lock and the log's link tell."""

import fcntl
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO

from include.locker.storage import Fate, Staged

ENTRY = "entry.json"
LOCK = "lock"


def fate_of(folder: Path, lock: IO[str]) -> Fate:
    """Tell what becomes of a draft; whoever makes it holds the lock, which is ours when it is dead."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Fate.LEFT_ALONE
    entry = folder / ENTRY
    return Fate.FINISHED if entry.exists() and entry.stat().st_nlink > 1 else Fate.DISCARDED


def staged(room: Path) -> Iterator[Staged]:
    """Yield the drafts of a locker's ``staging/``; one that ends meanwhile is none."""
    for folder in sorted(room.glob("*")):
        try:
            with (folder / LOCK).open() as lock:
                fate = fate_of(folder, lock)
            held = [each.stat() for each in folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not held:
            continue
        age = time.time() - max(each.st_mtime for each in held)
        size = sum(each.st_size for each in held)
        yield Staged(folder.name, fate, len(held), size, timedelta(seconds=age))
