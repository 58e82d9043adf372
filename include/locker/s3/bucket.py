"""The locker in a bucket that nobody can empty: Object Lock on every object, and no object put over another.

The keys are the names of a local locker. Reading needs no rights to write; see README.md for both roles.
"""

import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

import boto3
import pyarrow as pa

from include.locker.s3.address import address_of
from include.locker.s3.asking import THREADS
from include.locker.s3.cache import Cache
from include.locker.s3.keeping import Keeping
from include.locker.s3.mirror import mirrored
from include.locker.s3.objects import Objects
from include.locker.s3.upload import Upload, recover, staged
from include.locker.storage import LOG, STAGING, Held, Staged, entry_name
from include.model.errors import LockerCorrupt
from include.model.interval import utc_now
from include.model.reference import FileRef

_ENTRY = re.compile(rf"{LOG}/(\d{{9}})\.json")


class Bucket:
    """A storage below a prefix of an S3 bucket."""

    def __init__(
        self,
        root: str,
        *,
        session: boto3.Session | None = None,
        endpoint_url: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Use what is there; without a session the standard chain of credentials is followed."""
        self.root = root
        address = address_of(root)
        self.objects = Objects(address, session, endpoint_url)
        self.keeping = Keeping(self.objects, address.retention, clock)
        self.cache = Cache(self.objects)
        self.name = str(address)
        self._last = 0
        self._local: Path | None = None

    def place(self, name: str) -> str:
        """Return a file's address."""
        return f"{self.name}/{name}"

    def is_there(self) -> bool:
        """Tell whether there is a log."""
        return next(self.objects.listed(f"{LOG}/"), None) is not None

    def open(self) -> None:
        """Refuse a bucket that can't keep evidence, and finish what a killed writer left."""
        self.objects.refuse_unlocked()
        recover(self)

    def staged(self) -> Iterator[Staged]:
        """Yield the drafts under ``staging/``."""
        return staged(self)

    def stage(self) -> Upload:
        """Begin a write."""
        return Upload(self)

    def numbers(self) -> list[int]:
        """List the numbers of the log's entries, in order."""
        return self._listed("")

    def has(self, name: str) -> bool:
        """Tell whether a file rests at its place."""
        return self.keeping.has(name)

    def read(self, names: Iterable[str]) -> Iterator[bytes]:
        """Yield the bytes of log entries that are known to be there, some of them asked for ahead."""
        waiting, many = iter(names), 2
        with ThreadPoolExecutor(THREADS) as pool:
            # Who wants the newest alone asks for few; who wants all soon asks for many at once.
            while ahead := list(islice(waiting, many := min(2 * many, 4 * THREADS))):
                yield from map(self._there, ahead, pool.map(self.cache.get, ahead))

    def _there(self, name: str, content: bytes | None) -> bytes:
        if content is None:
            raise LockerCorrupt(f"{self.place(name)}: it was listed, and is missing now")
        return content

    def find(self, ref: FileRef) -> bytes | None:
        """Read a file at its place, or in the draft whose writer is between commit and move."""
        for name in self._places(ref):
            content = self.objects.get(name)
            if content is not None:
                return content
        return None

    def open_file(self, ref: FileRef) -> pa.NativeFile | None:
        """Download a file; its bytes go from the disk when it is closed."""
        for name in self._places(ref):
            with tempfile.NamedTemporaryFile() as file:
                if self.objects.download(name, file):
                    file.flush()
                    return pa.OSFile(file.name)
        return None

    def files(self, pattern: str) -> tuple[Path, ...]:
        """Download the files at such places, to a folder that lives as long as this."""
        if self._local is None:
            self._local = Path(tempfile.mkdtemp(prefix="soc2-locker-"))
            weakref.finalize(self, shutil.rmtree, self._local, ignore_errors=True)
        found = []
        for name, *_ in self.objects.listed(pattern.partition("*")[0]):
            if fnmatchcase(name, pattern):
                path = self._local / name
                if not path.exists():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with path.with_name("partly").open("wb") as file:
                        self.objects.download(name, file)
                    path.with_name("partly").rename(path)
                found.append(path)
        return tuple(found)

    def look(self, names: Iterable[str]) -> dict[str, Held]:
        """Say of objects which version is there, and how it is locked."""
        listed = list(names)
        with ThreadPoolExecutor(THREADS) as pool:
            found = zip(listed, pool.map(self.objects.head, listed), strict=True)
            return {name: held for name, held in found if held is not None}

    def mirrored(self) -> AbstractContextManager[Path]:
        """Download the whole locker to a temporary directory."""
        return mirrored(self.objects)

    def last(self) -> int:
        """Return the last entry's number without listing the whole log, which has no break."""
        # Writers of several threads share this: each counts from an entry that it knows to be there.
        last, step = self._last, 1
        while self.objects.head(entry_name(last + step)):
            last, step = last + step, step * 2
        while step > 1:
            step //= 2
            if self.objects.head(entry_name(last + step)):
                last += step
        # Where an entry was removed, nothing is put into its place.
        self._last = max(self._listed(entry_name(last)), default=last)
        return self._last

    def _listed(self, after: str) -> list[int]:
        names = (_ENTRY.fullmatch(name) for name, *_ in self.objects.listed(f"{LOG}/", after))
        return [int(found[1]) for found in names if found]

    def _places(self, ref: FileRef) -> Iterator[str]:
        # Looked at twice: between the first look and the draft's, the file may have been moved.
        for _ in range(2):
            yield ref.path
            yield from (n for n, *_ in self.objects.listed(f"{STAGING}/") if n.endswith(ref.sha256))
