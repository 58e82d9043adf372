"""Writes of the locker: staged whole, made evidence by one exclusive step, then moved into place.

The moment at which a draft's entry gets a number in ``log/`` is the moment at which its files are evidence.
A writer that dies before leaves nothing visible; one that dies after leaves files that the next one who opens
the locker (or any reader) finds in the draft and moves.
"""

import hashlib
import os
from pathlib import Path
from typing import Self

from include.locker.storage import Staging
from include.model.frozen import canonical_json, sha256
from include.model.record import Entry, Record
from include.model.reference import FileRef


class Draft:
    """Files and a record on their way into the locker."""

    def __init__(self, staging: Staging) -> None:
        """Open an empty draft."""
        self._staging = staging

    def __enter__(self) -> Self:
        """Let the draft be discarded at the end, committed or not."""
        return self

    def __exit__(self, *_: object) -> None:
        """Discard what was not committed."""
        self._staging.discard()

    def add(self, path: str, content: bytes) -> FileRef:
        """Stage a file for its final path, which is relative to the root."""
        ref = FileRef(path=path, sha256=sha256(content), size=len(content))
        write(self.scratch / ref.sha256, content)
        return ref

    @property
    def scratch(self) -> Path:
        """Return a local folder: what is written there and not adopted goes with the draft."""
        return self._staging.folder

    def try_out(self, content: bytes) -> None:
        """Write as far as it can be taken back: for who looks whether the locker takes a write."""
        self._staging.try_out(content)

    def adopt(self, path: str, written: Path) -> FileRef:
        """Stage a file that was written to a draft's ``scratch``, this one's or another's."""
        with written.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        ref = FileRef(path=path, sha256=digest, size=written.stat().st_size)
        written.chmod(0o444)
        written.rename(self.scratch / ref.sha256)
        return ref

    def commit(self, record: Record) -> Entry:
        """Give the record the next free number and move its files to their places."""
        content = canonical_json(record.model_dump(mode="json"))
        number = self._staging.commit(content, record.files)
        return Entry(number=number, sha256=sha256(content), record=record)


def write(path: Path, content: bytes) -> None:
    """Write a file to the disk itself, and let nobody write it again."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)
