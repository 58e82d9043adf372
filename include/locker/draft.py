"""Writes of the locker: staged whole, made evidence by one exclusive link, then moved into place.

A draft is a folder under ``staging/``. The moment at which its entry gets a number in ``log/`` is the
moment at which its files are evidence. A writer that dies before leaves nothing visible; one that dies
after leaves files that the next ``recover`` (or any reader) finds in the draft and moves.
"""

import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from include.model.errors import LockerConflict
from include.model.frozen import canonical_json, sha256
from include.model.record import Entry, Record, parse_record
from include.model.reference import FileRef

STAGING = "staging"
LOG = "log"
_ENTRY = "entry.json"
_LOCK = "lock"


class Draft:
    """Files and a record on their way into the locker; holds a lock for as long as its writer lives."""

    def __init__(self, root: Path) -> None:
        """Open an empty draft below the locker's root."""
        self._root = root
        while True:
            self._folder = root / STAGING / uuid.uuid4().hex
            self._folder.mkdir(parents=True)
            try:
                self._lock = (self._folder / _LOCK).open("w")
            except FileNotFoundError:
                continue
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            # Until it is locked it looks abandoned, and who recovers at this moment discards it.
            if (self._folder / _LOCK).exists():
                break
            self._lock.close()

    def __enter__(self) -> Self:
        """Let the draft be discarded at the end, committed or not."""
        return self

    def __exit__(self, *_: object) -> None:
        """Discard what was not committed."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.close()

    def add(self, path: str, content: bytes) -> FileRef:
        """Stage a file for its final path, which is relative to the root."""
        ref = FileRef(path=path, sha256=sha256(content), size=len(content))
        _write(self._folder / ref.sha256, content)
        return ref

    @property
    def scratch(self) -> Path:
        """Return the folder: what is written there and not adopted goes with the draft."""
        return self._folder

    def adopt(self, path: str, written: Path) -> FileRef:
        """Stage a file that stands on this file system already, as in another draft's ``scratch``."""
        with written.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        ref = FileRef(path=path, sha256=digest, size=written.stat().st_size)
        written.chmod(0o444)
        written.rename(self._folder / ref.sha256)
        return ref

    def commit(self, record: Record) -> Entry:
        """Give the record the next free number and move its files to their places."""
        content = canonical_json(record.model_dump(mode="json"))
        _write(self._folder / _ENTRY, content)
        for ref in record.files:
            _refuse_other_bytes(self._root / ref.path, ref)
        number = _link_next(self._folder / _ENTRY, self._root / LOG)
        _move(self._root, self._folder, record.files)
        return Entry(number=number, sha256=sha256(content), record=record)


def recover(root: Path) -> None:
    """Finish drafts whose writer died after the commit, discard those that died before."""
    for folder in sorted((root / STAGING).glob("*")):
        try:
            lock = (folder / _LOCK).open("a")
        except FileNotFoundError:
            continue
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            entry = folder / _ENTRY
            if entry.exists() and entry.stat().st_nlink > 1:
                _move(root, folder, parse_record(entry.read_bytes()).files)
            shutil.rmtree(folder, ignore_errors=True)


def find(root: Path, ref: FileRef) -> Path | None:
    """Find a file at its place, or in the draft whose writer is between commit and move."""
    place = root / ref.path
    # Looked at twice: between the first look and the draft's, the file may have been moved.
    for _ in range(2):
        if place.exists():
            return place
        staged = next((root / STAGING).glob(f"*/{ref.sha256}"), None)
        if staged is not None:
            return staged
    return None


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)


def _refuse_other_bytes(place: Path, ref: FileRef) -> None:
    if place.exists() and sha256(place.read_bytes()) != ref.sha256:
        raise LockerConflict(f"{place}: other bytes already rest here; evidence is never replaced")


def _link_next(entry: Path, log: Path) -> int:
    """Link the entry under the first free number; who loses the race takes the next one."""
    log.mkdir(exist_ok=True)
    number = max(numbers(log), default=0) + 1
    while True:
        try:
            os.link(entry, log / f"{number:09d}.json")
        except FileExistsError:
            number += 1
        else:
            _sync(log)
            return number


def numbers(log: Path) -> list[int]:
    """List the numbers that the log holds, in order."""
    return sorted(int(path.stem) for path in log.glob("*.json"))


def _move(root: Path, folder: Path, files: Iterable[FileRef]) -> None:
    for ref in files:
        staged, place = folder / ref.sha256, root / ref.path
        if not place.exists() and staged.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            staged.rename(place)
            _sync(place.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
