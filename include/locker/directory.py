"""The locker on a local directory: drafts are folders under ``staging/``, locked while their writer lives."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from include.locker.draft import write
from include.locker.drafts import ENTRY, LOCK, fate_of, staged
from include.locker.storage import LOG, STAGING, Fate, Held, Staged, entry_name
from include.model.errors import LockerConflict
from include.model.frozen import sha256
from include.model.record import parse_record
from include.model.reference import FileRef


class Directory:
    """A storage on a file system that has hard links and locks."""

    def __init__(self, root: Path) -> None:
        """Use the directory as it is."""
        self.root = root

    @property
    def name(self) -> str:
        """Return the directory's own name."""
        return self.root.resolve().name

    def place(self, name: str) -> str:
        """Return a file's path."""
        return str(self.root / name)

    def is_there(self) -> bool:
        """Tell whether the directory has a log."""
        return (self.root / LOG).is_dir()

    def open(self) -> None:
        """Make the directory, finish drafts whose writer died after the commit, discard the others."""
        (self.root / LOG).mkdir(parents=True, exist_ok=True)
        for folder in sorted((self.root / STAGING).glob("*")):
            try:
                lock = (folder / LOCK).open("a")
            except FileNotFoundError:
                continue
            with lock:
                fate = fate_of(folder, lock)
                if fate is Fate.LEFT_ALONE:
                    continue
                if fate is Fate.FINISHED:
                    _move(self.root, folder, parse_record((folder / ENTRY).read_bytes()).files)
                shutil.rmtree(folder, ignore_errors=True)

    def staged(self) -> Iterator[Staged]:
        """Yield the drafts' folders; who is making one is at work."""
        return staged(self.root / STAGING)

    def stage(self) -> "Folder":
        """Begin a write."""
        return Folder(self.root)

    def numbers(self) -> list[int]:
        """List the numbers of the log's entries, in order."""
        return sorted(int(path.stem) for path in (self.root / LOG).glob("*.json"))

    def has(self, name: str) -> bool:
        """Tell whether a file rests at its place."""
        return (self.root / name).exists()

    def read(self, names: Iterable[str]) -> Iterator[bytes]:
        """Yield the bytes of log entries that are known to be there."""
        return ((self.root / name).read_bytes() for name in names)

    def find(self, ref: FileRef) -> bytes | None:
        """Read a file at its place, or in the draft whose writer is between commit and move."""
        path = self._find(ref)
        return path.read_bytes() if path else None

    def open_file(self, ref: FileRef) -> pa.NativeFile | None:
        """Open a file at its place or in its draft."""
        path = self._find(ref)
        return pa.OSFile(str(path)) if path else None

    def files(self, pattern: str) -> tuple[Path, ...]:
        """Return the files at such places."""
        return tuple(sorted(self.root.glob(pattern)))

    def look(self, names: Iterable[str]) -> Mapping[str, Held]:
        """Say nothing: a directory has no versions and no locks."""
        del names
        return {}

    @contextmanager
    def mirrored(self) -> Iterator[Path]:
        """Lend the directory itself."""
        yield self.root

    def _find(self, ref: FileRef) -> Path | None:
        place = self.root / ref.path
        # Looked at twice: between the first look and the draft's, the file may have been moved.
        for _ in range(2):
            if place.exists():
                return place
            staged = next((self.root / STAGING).glob(f"*/{ref.sha256}"), None)
            if staged is not None:
                return staged
        return None


class Folder:
    """A draft's folder; holds a lock for as long as its writer lives."""

    def __init__(self, root: Path) -> None:
        """Make an empty one below the locker's root."""
        self._root = root
        while True:
            self.folder = root / STAGING / uuid.uuid4().hex
            self.folder.mkdir(parents=True)
            try:
                self.lock = (self.folder / LOCK).open("w")
            except FileNotFoundError:
                continue
            fcntl.flock(self.lock, fcntl.LOCK_EX)
            # Until it is locked it looks abandoned, and who recovers at this moment discards it.
            if (self.folder / LOCK).exists():
                break
            self.lock.close()

    def try_out(self, content: bytes) -> None:
        """Write to the folder."""
        write(self.folder / "trial", content)

    def commit(self, entry: bytes, files: Iterable[FileRef]) -> int:
        """Link the entry under the next free number, which is the commit, and move the files."""
        write(self.folder / ENTRY, entry)
        for ref in files:
            _refuse_other_bytes(self._root / ref.path, ref)
        number = _link_next(self.folder / ENTRY, self._root)
        _move(self._root, self.folder, files)
        return number

    def discard(self) -> None:
        """Remove the folder and let go of the lock."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


def _refuse_other_bytes(place: Path, ref: FileRef) -> None:
    if place.exists() and sha256(place.read_bytes()) != ref.sha256:
        raise LockerConflict(f"{place}: other bytes already rest here; evidence is never replaced")


def _link_next(entry: Path, root: Path) -> int:
    """Link the entry under the first free number; who loses the race takes the next one."""
    (root / LOG).mkdir(exist_ok=True)
    number = max(Directory(root).numbers(), default=0) + 1
    while True:
        try:
            os.link(entry, root / entry_name(number))
        except FileExistsError:
            number += 1
        else:
            _sync(root / LOG)
            return number


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
