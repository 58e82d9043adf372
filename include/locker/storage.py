"""What the locker needs of the place where it rests, a directory or a bucket: nothing above knows which."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from include.model.reference import FileRef

STAGING = "staging"
LOG = "log"


@dataclass(frozen=True)
class Held:
    """What a bucket says of an object, without sending it."""

    sha256: str | None
    version: str | None
    mode: str | None
    until: datetime | None
    has_legal_hold: bool
    metadata: Mapping[str, str]


class Fate(StrEnum):
    """What becomes of a draft when the locker is opened next."""

    LEFT_ALONE = "left alone"
    FINISHED = "finished"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Staged:
    """A draft under ``staging/``: its files, their bytes, and how old the youngest is."""

    name: str
    fate: Fate
    files: int
    size: int
    age: timedelta


class Staging(Protocol):
    """One write on its way; ``folder`` is local and holds its files, each named by its SHA-256."""

    folder: Path

    def try_out(self, content: bytes) -> None:
        """Stage something that is never committed."""

    def commit(self, entry: bytes, files: Iterable[FileRef]) -> int:
        """Give the entry the next free number, move the files to their places; return the number."""

    def discard(self) -> None:
        """Leave nothing of what is not recorded."""


class Storage(Protocol):
    """Files by their names, which are relative and POSIX, and never replaced."""

    @property
    def root(self) -> Path | str:
        """Return where it is, as it was given."""

    @property
    def name(self) -> str:
        """Return what a page calls the locker."""

    def place(self, name: str) -> str:
        """Say where a file rests, for people."""

    def is_there(self) -> bool:
        """Tell whether there is a locker."""

    def open(self) -> None:
        """Make what is missing, and finish what a killed writer left."""

    def staged(self) -> Iterator[Staged]:
        """Yield the drafts that are there; touches none."""

    def stage(self) -> Staging:
        """Begin a write."""

    def numbers(self) -> list[int]:
        """List the numbers of the log's entries, in order."""

    def has(self, name: str) -> bool:
        """Tell whether a file rests at its place."""

    def read(self, names: Iterable[str]) -> Iterator[bytes]:
        """Yield the bytes of log entries that are known to be there, in this order."""

    def find(self, ref: FileRef) -> bytes | None:
        """Read a file at its place, or in the draft of a writer between commit and move."""

    def open_file(self, ref: FileRef) -> pa.NativeFile | None:
        """Open what ``find`` would read, for what is too large for the memory."""

    def files(self, pattern: str) -> tuple[Path, ...]:
        """Return local paths of the files at such places, in order of their names."""

    def look(self, names: Iterable[str]) -> Mapping[str, Held]:
        """Say of files how they are held; nothing of what is missing, nor of any on a directory."""

    def mirrored(self) -> AbstractContextManager[Path]:
        """Lend the whole locker as a directory."""


def entry_name(number: int) -> str:
    """Name the place of a log entry."""
    return f"{LOG}/{number:09d}.json"
