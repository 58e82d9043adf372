"""Puts evidence under lock, and looks whether it is: nothing counts as kept of which S3 does not say so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from include.locker.s3.address import Retention
from include.locker.s3.objects import Objects
from include.locker.storage import Held
from include.model.errors import LockerConflict, LockerCorrupt
from include.model.frozen import sha256
from include.model.reference import FileRef

# What other records refer to again is locked for longer again, but not with every one of them.
_SLACK = timedelta(days=30)


class Keeping:
    """Knows what it found locked already, so that it looks at each object once."""

    def __init__(
        self, objects: Objects, retention: Retention, clock: Callable[[], datetime]
    ) -> None:
        """Keep for as long as ``retention`` says from each moment on."""
        self._objects, self._retention, self._clock = objects, retention, clock
        self._kept: dict[str, str] = {}
        self._seen: dict[str, Held] = {}

    def has(self, name: str) -> bool:
        """Tell whether a file rests at its place."""
        return self._look(name) is not None

    def _look(self, name: str) -> Held | None:
        held = self._seen.get(name) or self._objects.head(name)
        if held is not None:
            # Nothing is put over it: what a judgement refers to with the next ones is looked at once.
            self._seen[name] = held
        return held

    def refuse_other_bytes(self, ref: FileRef) -> None:
        """Raise ``LockerConflict`` where other bytes rest at a file's place."""
        held = self._look(ref.path)
        if held is not None and self._hash(ref.path, held) != ref.sha256:
            place = self._objects.place(ref.path)
            raise LockerConflict(
                f"{place}: other bytes already rest here; evidence is never replaced"
            )

    def _hash(self, name: str, held: Held) -> str:
        return held.sha256 or sha256(self._objects.get(name) or b"")

    def put(self, name: str, body: bytes | Path, digest: str, draft: str) -> bool:
        """Put evidence under lock, unless something rests there."""
        kept = self._retention
        held: dict[str, Any] = {"ObjectLockLegalHoldStatus": "ON"} if kept.legal_hold else {}
        return self._objects.put(
            name,
            body,
            digest,
            Metadata={"draft": draft},
            ObjectLockMode=kept.mode,
            ObjectLockRetainUntilDate=self._until(),
            **held,
        )

    def _until(self) -> datetime:
        return self._clock() + timedelta(days=self._retention.retention_days)

    def keep(self, name: str, digest: str) -> None:
        """See that an object has these bytes and is locked for as long as it must; lock it where not."""
        if self._kept.get(name) == digest:
            return
        held = self._look(name)
        if held is None:
            raise LockerCorrupt(
                f"{self._objects.place(name)}: recorded, and neither here nor staged"
            )
        if self._hash(name, held) != digest:
            raise LockerConflict(
                f"{self._objects.place(name)}: other bytes rest here than were recorded"
            )
        if not self._is_locked(held):
            self._objects.retain(name, held, self._retention.mode, self._until())
            held = self._objects.head(name) or held
            if not self._is_locked(held):
                raise LockerCorrupt(
                    f"{self._objects.place(name)}: no retention until {self._until():%F} is to be seen; "
                    "allow s3:GetObjectRetention, or find out who may shorten it"
                )
        if self._retention.legal_hold and not held.has_legal_hold:
            self._objects.hold(name, held)
        self._kept[name] = digest

    def _is_locked(self, held: Held) -> bool:
        modes = {"COMPLIANCE", self._retention.mode}
        least = self._until() - _SLACK
        return held.mode in modes and held.until is not None and held.until >= least
