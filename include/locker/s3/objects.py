"""The objects of a locker in S3. Nothing is put over anything.

Every put that makes evidence says ``If-None-Match: *``, and its SHA-256, which S3 compares with what came.
"""

import base64
import io
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from include.locker.s3.asking import Asking, Expected
from include.locker.storage import Held
from include.model.errors import LockerUnreachable

_TRIES = 8
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_THERE = frozenset({"412", "PreconditionFailed"})
# Two puts to one key at the same moment: S3 makes neither wait for the other.
_AT_ONCE = frozenset({"409", "ConditionalRequestConflict", "OperationAborted"})
_UNLOCKED = frozenset({"ObjectLockConfigurationNotFoundError", "InvalidRequest"})


class Listed(NamedTuple):
    """An object in a listing: its age is in seconds by the bucket's own clock."""

    name: str
    age: float
    size: int


class Objects(Asking):
    """The objects below a prefix of one bucket; names are relative to it."""

    def place(self, name: str) -> str:
        """Return an object's address."""
        return f"{self.address}/{name}"

    def refuse_unlocked(self) -> None:
        """Refuse a bucket that would let evidence be deleted or replaced.

        Raises:
            LockerUnreachable: it has no versioning or no Object Lock, or does not say.
        """
        lacks = []
        if self.ask("get_bucket_versioning").get("Status") != "Enabled":
            lacks.append("versioning")
        try:
            lock = self.ask("get_object_lock_configuration", expected=_UNLOCKED)
        except Expected:
            lock = {}
        if lock.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") != "Enabled":
            lacks.append("Object Lock")
        if lacks:
            raise LockerUnreachable(
                f"locker {self.address}: the bucket has no {' and no '.join(lacks)}, so evidence could be "
                "deleted; make one with Object Lock enabled"
            )

    def put(
        self, name: str, body: bytes | Path, sha256: str, *, is_new: bool = True, **parameters: Any
    ) -> bool:
        """Put an object; return False, and change nothing, where ``is_new`` and there is one already."""
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        asked = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": checksum, **parameters}
        if is_new:
            asked["IfNoneMatch"] = "*"
        for attempt in range(_TRIES):
            try:
                with body.open("rb") if isinstance(body, Path) else io.BytesIO(body) as file:
                    self.ask("put_object", name, expected=_THERE | _AT_ONCE, Body=file, **asked)
            except Expected as refused:
                if str(refused) in _THERE:
                    return False
                time.sleep(0.05 * 2**attempt)
            else:
                return True
        raise self.failed("put_object", name, "ConditionalRequestConflict")

    def head(self, name: str) -> Held | None:
        """Look at an object without fetching it; None where there is none."""
        try:
            answer = self.ask("head_object", name, expected=_ABSENT, ChecksumMode="ENABLED")
        except Expected:
            return None
        checksum = answer.get("ChecksumSHA256")
        return Held(
            # A composite one, of an object that came in parts, is not the object's own.
            sha256=base64.b64decode(checksum).hex() if checksum and "-" not in checksum else None,
            version=answer.get("VersionId"),
            mode=answer.get("ObjectLockMode"),
            until=answer.get("ObjectLockRetainUntilDate"),
            has_legal_hold=answer.get("ObjectLockLegalHoldStatus") == "ON",
            metadata=answer.get("Metadata", {}),
        )

    def get(self, name: str) -> bytes | None:
        """Return an object's bytes; None where there is none."""
        content = io.BytesIO()
        return content.getvalue() if self.download(name, content) else None

    def download(self, name: str, into: IO[bytes]) -> bool:
        """Write an object's bytes to a local file; False where there is none."""
        for is_last in (False, False, True):
            into.seek(0)
            into.truncate()
            try:
                self.ask("get_object", name, expected=_ABSENT, into=into)
            except Expected:
                return False
            except LockerUnreachable:
                # A body that breaks off is not asked for again by boto3 itself.
                if is_last:
                    raise
            else:
                break
        return True

    def retain(self, name: str, held: Held, mode: str, until: datetime) -> None:
        """Lock an object's version, or for longer."""
        kept = {"Mode": mode, "RetainUntilDate": until}
        self.ask("put_object_retention", name, VersionId=held.version, Retention=kept)

    def hold(self, name: str, held: Held) -> None:
        """Put a legal hold on an object's version."""
        self.ask("put_object_legal_hold", name, VersionId=held.version, LegalHold={"Status": "ON"})

    def listed(self, prefix: str, after: str = "") -> Iterator[Listed]:
        """Yield what rests under a prefix, in order of the names."""
        asked: dict[str, Any] = {"Prefix": self.address.prefix + prefix}
        if after:
            asked["StartAfter"] = self.address.prefix + after
        while True:
            answer = self.ask("list_objects_v2", **asked)
            now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
            for each in answer.get("Contents", ()):
                name = each["Key"].removeprefix(self.address.prefix)
                age = (now - each["LastModified"]).total_seconds()
                yield Listed(name, age, each["Size"])
            if not answer.get("IsTruncated"):
                return
            asked["ContinuationToken"] = answer["NextContinuationToken"]

    def delete(self, names: Iterable[str]) -> None:
        """Delete what is not evidence; with it goes no version, a rule of the bucket's removes them."""
        for name in names:
            self.ask("delete_object", name)
