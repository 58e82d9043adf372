"""What may go: leftovers of writers that died, and packets, which are made again with the same bytes.

Never evidence. Of a locker only drafts under ``staging/`` are looked at, which no record names; whoever opens
the locker does the same with them. In a bucket nothing is deleted but the newest view of a staged object:
what is under Object Lock or legal hold the bucket keeps, whoever asks.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from include.locker import Locker
from include.locker.storage import Fate
from include.model.errors import DefinitionError

# As `include.packet` names them; a build that was killed leaves a hidden folder.
_PACKET = re.compile(r"soc2_packet_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d_as_of_\d{8}T\d{6}Z(\.zip)?")
_HALF = re.compile(r"\.packet_\w+")
_A_DAY = timedelta(days=1)
_WHY = {
    Fate.LEFT_ALONE: "its writer may be at work",
    Fate.FINISHED: "the log records it: its files go to their places, and are evidence",
    Fate.DISCARDED: "its writer died, and no record names it",
}


@dataclass(frozen=True)
class Found:
    """Something that is no evidence, where it is, how large and old, and why it goes or stays."""

    place: str
    size: int
    age: timedelta
    why: str
    goes: bool
    path: Path | None = None


def drafts(locker: Locker) -> Iterator[Found]:
    """Yield a locker's drafts; it is neither opened nor mended by that."""
    for each in locker.storage.staged():
        goes = each.fate is Fate.DISCARDED
        place = locker.storage.place(f"staging/{each.name}")
        yield Found(place, each.size, each.age, _WHY[each.fate], goes=goes)


def packets(folder: Path, older: timedelta, now: datetime) -> Iterator[Found]:
    """Yield a folder's packets and what a killed build left; all else in it is nobody's business.

    Raises:
        DefinitionError: it is no folder, or lies in a locker: what is there is evidence.
    """
    inside = next((each for each in (folder, *folder.resolve().parents) if _is_locker(each)), None)
    if inside or not folder.is_dir():
        wrong = f"it is in the locker {inside}" if inside else "there is no such folder"
        raise DefinitionError(f"{folder}: {wrong}; name the folder of the packets")
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if not (half := bool(_HALF.fullmatch(path.name))) and not _PACKET.fullmatch(path.name):
            continue
        files = [each for each in (path, *path.rglob("*")) if each.is_file()]
        age = now - datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
        goes = age > (_A_DAY if half else older)
        why = "its build was killed" if half else "made again it has the same bytes"
        size = sum(each.stat().st_size for each in files)
        yield Found(str(path), size, age, why if goes else "too young", goes=goes, path=path)


def remove(found: Found) -> None:
    """Remove a packet, or what is left of one.

    Raises:
        DefinitionError: this account may not.
    """
    if found.path is None:
        return
    try:
        if found.path.is_dir():
            shutil.rmtree(found.path)
        else:
            found.path.unlink()
    except OSError as error:
        raise DefinitionError(
            f"{found.place}: {error.strerror}; let whoever owns it remove it"
        ) from None


def _is_locker(folder: Path) -> bool:
    return (folder / "log").is_dir() and (folder / "evidence").is_dir()
