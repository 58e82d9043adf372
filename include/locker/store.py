"""The locker: its log, and its files, each checked against its hash when read, wherever it rests."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.dataset as ds
from pydantic import ValidationError

from include.locker.directory import Directory
from include.locker.draft import Draft
from include.locker.encoding import decode_parquet
from include.locker.people import PeopleKeys, named_keys
from include.locker.storage import Storage, entry_name
from include.locker.streamed import Streamed
from include.locker.veiling import is_veiled, unveiled
from include.model.errors import LockerCorrupt
from include.model.frozen import canonical_json, sha256
from include.model.record import Entry, parse_record
from include.model.reference import FileRef

# Uncompressed it is some twenty times that; a smaller file is quicker in memory.
_HELD = 8 * 2**20


class Locker:
    """A store whose files are never replaced and whose log only grows.

    ``root`` is a directory, or ``s3://bucket/prefix``; ``storage`` is what it rests on. ``people`` are the
    keys that encrypt what is about people, by default those that the environment names, if any.
    """

    def __init__(
        self, root: Path | str | Storage, *, people: PeopleKeys | None = None, **access: Any
    ) -> None:
        """Use it as it is; ``open`` also makes and mends it. ``access`` is that of ``Bucket``."""
        self.people = people or named_keys()
        self.storage = _storage(root, **access) if isinstance(root, Path | str) else root
        self.root: Any = self.storage.root

    @classmethod
    def open(cls, root: Path | str, *, people: PeopleKeys | None = None, **access: Any) -> Self:
        """Open a locker, made when missing, after finishing what a killed writer left.

        Raises:
            LockerUnreachable: the bucket did not answer, or is none that can keep evidence.
        """
        made = cls(root, people=people, **access)
        made.storage.open()
        return made

    def draft(self) -> Draft:
        """Begin a write: ``with locker.draft() as d: d.commit(record)``."""
        return Draft(self.storage.stage())

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the log's entries above a number, in order.

        Raises:
            LockerCorrupt: an entry is missing or can't be read.
        """
        return self._entries(self.numbers()[after:])

    def entries_that_say(self, text: str) -> Iterator[Entry]:
        """Yield the entries in whose JSON a text stands; the others are read and not understood.

        Raises:
            LockerCorrupt: an entry is missing or can't be read.
        """
        said, numbers = text.encode(), self.numbers()
        for number, content in zip(
            numbers, self.storage.read(map(entry_name, numbers)), strict=True
        ):
            if said in content:
                yield self._entry(number, content)

    def newest(self) -> Iterator[Entry]:
        """Yield the log's entries, the newest first: for what was recorded not long ago.

        Raises:
            LockerCorrupt: an entry is missing or can't be read.
        """
        return self._entries(reversed(self.numbers()))

    def numbers(self) -> list[int]:
        """Return the numbers of the log's entries.

        Raises:
            LockerCorrupt: one is missing.
        """
        held = self.storage.numbers()
        if held and held[-1] != len(held):
            missing = next(number for number in range(1, held[-1]) if number not in set(held))
            log = Path(entry_name(missing)).parent
            raise LockerCorrupt(
                f"{self.storage.place(str(log))}: entry {missing} is missing; the log must be unbroken"
            )
        return held

    def _entries(self, numbers: Iterable[int]) -> Iterator[Entry]:
        listed = list(numbers)
        contents = self.storage.read(map(entry_name, listed))
        return map(self._entry, listed, contents)

    def _entry(self, number: int, content: bytes) -> Entry:
        try:
            record = parse_record(content)
        except ValidationError as error:
            first = error.errors()[0]
            what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            place = self.storage.place(entry_name(number))
            raise LockerCorrupt(f"{place}: not a record of this version ({what})") from error
        return Entry(number=number, sha256=sha256(content), record=record)

    def written(self, number: int) -> bytes:
        """Return an entry's bytes, as they are hashed."""
        return next(self.storage.read([entry_name(number)]))

    def read(self, ref: FileRef) -> bytes:
        """Return a file's bytes.

        Raises:
            LockerCorrupt: it is missing, or its bytes are not those that were recorded.
        """
        content = self.storage.find(ref)
        place = self.storage.place(ref.path)
        if content is None:
            raise LockerCorrupt(f"{place}: the file is missing; its record stands in the log")
        if sha256(content) != ref.sha256:
            raise LockerCorrupt(
                f"{place}: the bytes are not those that were recorded; restore the file"
            )
        return content

    def table(self, ref: FileRef) -> pa.Table:
        """Return a Parquet file's rows, after checking its hash; what is erased of it is null."""
        return unveiled(decode_parquet(self.read(ref), ref.path), ref.path, self.people)

    def rows(self, ref: FileRef) -> pa.Table | ds.Dataset:
        """Return a Parquet file's rows, after checking its hash; those of a large one are read as asked for.

        Raises:
            LockerCorrupt: it is missing, or its bytes are not those that were recorded.
        """
        file = self.storage.open_file(ref) if ref.size > _HELD else None
        if file is None or hashlib.file_digest(file, "sha256").hexdigest() != ref.sha256:
            return self.table(ref)
        # Read from what was hashed, whatever comes to that place now.
        rows = Streamed.of(file)
        return self.table(ref) if is_veiled(rows.schema) else rows

    def files(self, pattern: str) -> tuple[Path, ...]:
        """Return local paths of the files at such places, in order of their names; not checked."""
        return self.storage.files(pattern)

    def mirrored(self) -> AbstractContextManager[Path]:
        """Lend the whole locker as a directory, for who verifies it."""
        return self.storage.mirrored()

    def define(self, writing: Draft, value: Mapping[str, Any]) -> FileRef:
        """Keep a definition by its content, once, however many judgements refer to it."""
        content = canonical_json(value)
        path = f"definitions/{sha256(content)}.json"
        if self.storage.has(path):
            return FileRef(path=path, sha256=sha256(content), size=len(content))
        return writing.add(path, content)


def _storage(root: Path | str, **access: Any) -> Storage:
    if not str(root).startswith("s3:"):
        return Directory(Path(root))
    # Whoever has a directory does without boto3.
    from include.locker.s3.bucket import Bucket  # noqa: PLC0415

    return Bucket(str(root), **access)
