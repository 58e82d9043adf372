"""The locker on a local directory: its log, and its files, each checked against its hash when read."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.dataset as ds
from pydantic import ValidationError

from include.locker.draft import LOG, Draft, find, numbers, recover
from include.locker.encoding import decode_parquet
from include.model.errors import LockerCorrupt
from include.model.frozen import canonical_json, sha256
from include.model.record import Entry, parse_record
from include.model.reference import FileRef

# Uncompressed it is some twenty times that; a smaller file is quicker in memory.
_HELD = 8 * 2**20


class Locker:
    """A store whose files are never replaced and whose log only grows."""

    def __init__(self, root: Path) -> None:
        """Use the directory as it is; ``open`` also makes and mends it."""
        self.root = root

    @classmethod
    def open(cls, root: Path | str) -> Self:
        """Open a locker, made when missing, after finishing what a killed writer left."""
        path = Path(root)
        (path / LOG).mkdir(parents=True, exist_ok=True)
        recover(path)
        return cls(path)

    def draft(self) -> Draft:
        """Begin a write: ``with locker.draft() as d: d.commit(record)``."""
        return Draft(self.root)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the log's entries above a number, in order.

        Raises:
            LockerCorrupt: an entry is missing or can't be read.
        """
        return map(self._entry, self.numbers()[after:])

    def entries_that_say(self, text: str) -> Iterator[Entry]:
        """Yield the entries in whose JSON a text stands; the others are read and not understood.

        Raises:
            LockerCorrupt: an entry is missing or can't be read.
        """
        said, log = text.encode(), self.root / LOG
        for number in self.numbers():
            if said in (log / f"{number:09d}.json").read_bytes():
                yield self._entry(number)

    def newest(self) -> Iterator[Entry]:
        """Yield the log's entries, the newest first: for what was recorded not long ago.

        Raises:
            LockerCorrupt: an entry is missing or can't be read.
        """
        return map(self._entry, reversed(self.numbers()))

    def numbers(self) -> list[int]:
        """Return the numbers of the log's entries.

        Raises:
            LockerCorrupt: one is missing.
        """
        log = self.root / LOG
        held = numbers(log)
        if held and held[-1] != len(held):
            missing = next(number for number in range(1, held[-1]) if number not in set(held))
            raise LockerCorrupt(f"{log}: entry {missing} is missing; the log must be unbroken")
        return held

    def _entry(self, number: int) -> Entry:
        path = self.root / LOG / f"{number:09d}.json"
        content = path.read_bytes()
        try:
            record = parse_record(content)
        except ValidationError as error:
            first = error.errors()[0]
            what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise LockerCorrupt(f"{path}: not a record of this version ({what})") from error
        return Entry(number=number, sha256=sha256(content), record=record)

    def read(self, ref: FileRef) -> bytes:
        """Return a file's bytes.

        Raises:
            LockerCorrupt: it is missing, or its bytes are not those that were recorded.
        """
        path = find(self.root, ref)
        if path is None:
            raise LockerCorrupt(
                f"{self.root / ref.path}: the file is missing; its record stands in the log"
            )
        content = path.read_bytes()
        if sha256(content) != ref.sha256:
            raise LockerCorrupt(
                f"{path}: the bytes are not those that were recorded; restore the file"
            )
        return content

    def table(self, ref: FileRef) -> pa.Table:
        """Return a Parquet file's rows, after checking its hash."""
        return decode_parquet(self.read(ref), ref.path)

    def rows(self, ref: FileRef) -> pa.Table | ds.Dataset:
        """Return a Parquet file's rows, after checking its hash; those of a large one are read as asked for.

        Raises:
            LockerCorrupt: it is missing, or its bytes are not those that were recorded.
        """
        path = find(self.root, ref)
        if path is None or ref.size <= _HELD:
            return self.table(ref)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != ref.sha256:
                return self.table(ref)
        return ds.dataset(path, format="parquet", partitioning=None)

    def define(self, writing: Draft, value: Mapping[str, Any]) -> FileRef:
        """Keep a definition by its content, once, however many judgements refer to it."""
        content = canonical_json(value)
        path = f"definitions/{sha256(content)}.json"
        if (self.root / path).exists():
            return FileRef(path=path, sha256=sha256(content), size=len(content))
        return writing.add(path, content)
