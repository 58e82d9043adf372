"""Writes to a bucket: nothing is put to its place, where it can't be removed, before it is evidence.

A draft is staged under ``staging/{draft}/`` without a lock, with its entry and the number from which that is
tried. The entry that is put under a free number, the draft's name in its metadata, is the commit.

Nothing tells a living writer from a dead one. It need not be told to finish a draft that is recorded: putting
a file twice changes nothing. One that is not recorded is discarded when it is a day old, and no writer
commits what it began to stage half a day ago.
"""

import logging
import shutil
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from include.locker.s3.objects import Listed
from include.locker.storage import LOG, STAGING, Fate, Staged, entry_name
from include.model.errors import LockerConflict, LockerCorrupt, LockerUnreachable
from include.model.frozen import sha256
from include.model.record import parse_record
from include.model.reference import FileRef

if TYPE_CHECKING:
    from include.locker.s3.bucket import Bucket

ABANDONED_SECONDS = 86_400.0
_IN_TIME_SECONDS = ABANDONED_SECONDS / 2
_ENTRY = "entry-"


class Upload:
    """A draft: a local folder until it is committed."""

    def __init__(self, bucket: "Bucket") -> None:
        """Make the folder; nothing is put yet."""
        self._bucket = bucket
        self._id = uuid.uuid4().hex
        self._staged: list[str] = []
        self._may_be_recorded = False
        self.folder = Path(tempfile.mkdtemp(prefix="soc2-draft-"))

    def try_out(self, content: bytes) -> None:
        """Put something that is never committed, and read it: a key that encrypts may not decrypt."""
        self._stage("trial", content, sha256(content))
        if self._bucket.objects.get(self._staged[-1]) != content:
            raise LockerUnreachable(
                f"locker {self._bucket.name}: what was put is not what is read back; nothing is kept here "
                "before somebody knows why"
            )

    def commit(self, entry: bytes, files: Iterable[FileRef]) -> int:
        """Put the entry under the next free number, which is the commit, and the files to their places."""
        began = time.monotonic()
        for ref in files:
            self._bucket.keeping.refuse_other_bytes(ref)
        for ref in files:
            if (self.folder / ref.sha256).exists():
                self._stage(ref.sha256, self.folder / ref.sha256, ref.sha256)
        number, digest = self._bucket.last() + 1, sha256(entry)
        self._stage(f"{_ENTRY}{number}", entry, digest)
        if time.monotonic() - began > _IN_TIME_SECONDS:
            raise LockerUnreachable(
                f"locker {self._bucket.name}: it took half a day to put this draft's files, so that another "
                "may take it for dead; run again, nothing is recorded"
            )
        # From here on only the bucket knows whether it is recorded, also when no answer comes.
        self._may_be_recorded = True
        while not self._is_put(entry_name(number), entry, digest):
            number += 1
        self._bucket.keeping.keep(entry_name(number), digest)
        for ref in files:
            place(self._bucket, ref, self._id, self.folder / ref.sha256)
        self._may_be_recorded = False
        return number

    def discard(self) -> None:
        """Remove the folder, and what is staged, unless it may be recorded and not at its place."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._may_be_recorded:
            return
        try:
            self._bucket.objects.delete(self._staged)
        except LockerUnreachable as error:
            # What is recorded is at its place, and what is left here is no evidence.
            logging.getLogger(__name__).warning("%s; who opens it next removes it", error)

    def _stage(self, name: str, body: bytes | Path, digest: str) -> None:
        self._staged.append(f"{STAGING}/{self._id}/{name}")
        self._bucket.objects.put(self._staged[-1], body, digest, is_new=False)

    def _is_put(self, name: str, entry: bytes, digest: str) -> bool:
        """Tell whether the entry is ours: also by an earlier try, whose answer got lost."""
        if self._bucket.keeping.put(name, entry, digest, self._id):
            return True
        return is_of(self._bucket, name, self._id)


def is_of(bucket: "Bucket", name: str, draft: str) -> bool:
    """Tell whether a draft put this entry."""
    held = bucket.objects.head(name)
    return held is not None and held.metadata.get("draft") == draft


def place(bucket: "Bucket", ref: FileRef, draft: str, staged: Path) -> None:
    """Put a file of a recorded draft to its place, unless it is there, and see that it is locked."""
    if staged.exists():
        bucket.keeping.put(ref.path, staged, ref.sha256, draft)
    bucket.keeping.keep(ref.path, ref.sha256)


def recover(bucket: "Bucket") -> None:
    """Finish the drafts that are recorded, discard those whose writer can't record them any more."""
    for draft, files in _drafts(bucket).items():
        fate = _fate(bucket, draft, files)
        try:
            if fate is Fate.FINISHED:
                _finish(bucket, draft, next(filter(_is_entry, files)))
        except (LockerConflict, LockerCorrupt) as error:
            # It stays staged for who looks into it; others' evidence must not wait for that.
            logging.getLogger(__name__).error("%s; investigate", error)  # noqa: TRY400
            continue
        if fate is not Fate.LEFT_ALONE:
            bucket.objects.delete(each.name for each in files.values())


def staged(bucket: "Bucket") -> Iterator[Staged]:
    """Yield the drafts; of one that is not recorded only its age tells whether its writer is dead."""
    for draft, files in _drafts(bucket).items():
        size, age = sum(e.size for e in files.values()), min(e.age for e in files.values())
        fate = _fate(bucket, draft, files)
        yield Staged(draft, fate, len(files), size, timedelta(seconds=age))


def _drafts(bucket: "Bucket") -> dict[str, dict[str, Listed]]:
    drafts: dict[str, dict[str, Listed]] = defaultdict(dict)
    for each in bucket.objects.listed(f"{STAGING}/"):
        draft, _, file = each.name.removeprefix(f"{STAGING}/").partition("/")
        drafts[draft][file] = each
    return drafts


def _fate(bucket: "Bucket", draft: str, files: Mapping[str, Listed]) -> Fate:
    entry = next(filter(_is_entry, files), None)
    if entry is not None and _is_recorded(bucket, draft, entry, files[entry].size):
        return Fate.FINISHED
    is_dead = min(each.age for each in files.values()) > ABANDONED_SECONDS
    return Fate.DISCARDED if is_dead else Fate.LEFT_ALONE


def _is_entry(name: str) -> bool:
    return name.startswith(_ENTRY)


def _is_recorded(bucket: "Bucket", draft: str, entry: str, size: int) -> bool:
    """Look through the log from the number on that was tried first."""
    tried = int(entry.removeprefix(_ENTRY))
    since = bucket.objects.listed(f"{LOG}/", entry_name(tried - 1))
    return any(each.size == size and is_of(bucket, each.name, draft) for each in since)


def _finish(bucket: "Bucket", draft: str, entry: str) -> None:
    content = bucket.objects.get(f"{STAGING}/{draft}/{entry}")
    if content is None:
        # Its writer lives after all, and was quicker.
        return
    with tempfile.TemporaryDirectory(prefix="soc2-draft-") as folder:
        for ref in parse_record(content).files:
            staged = Path(folder) / ref.sha256
            if not bucket.has(ref.path):
                with staged.open("wb") as file:
                    is_staged = bucket.objects.download(f"{STAGING}/{draft}/{ref.sha256}", file)
                if not is_staged:
                    staged.unlink()
            place(bucket, ref, draft, staged)
