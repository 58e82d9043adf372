"""Says of a locker in a bucket which version was sealed, where another is read, and what is not locked."""

import json
from collections.abc import Iterable

from pydantic import ValidationError

from include.locker import Locker
from include.locker.storage import entry_name
from include.locker.verify import Verification, references
from include.model.errors import LockerCorrupt
from include.model.reference import FileRef


def say_versions(locker: Locker, found: Verification) -> None:
    """Add to each problem the version that was sealed, and note what verifies but is not held as it was.

    Whatever was put over evidence, the sealed version rests below it, locked: it can be brought back.
    """
    sealed = _sealed(locker, found)
    found.problems[:] = [
        (name, f"{problem}; sealed was version {sealed[name]}" if name in sealed else problem)
        for name, problem in found.problems
    ]
    names = [*found.files, *(entry_name(number) for number, *_ in found.entries)]
    held = locker.storage.look(names)
    _note(found, "are not locked", (name for name, each in held.items() if not each.mode))
    others = (n for n, each in held.items() if n in sealed and each.version != sealed[n])
    _note(found, "have another version than was sealed", others)


def _sealed(locker: Locker, found: Verification) -> dict[str, str]:
    """Return the version of every object that a seal covers."""
    versions: dict[str, str] = {}
    for _, _, record in found.entries:
        for path, sha256 in references(record.get("versions")):
            try:
                content = locker.read(FileRef(path=path, sha256=sha256, size=0))
            except (LockerCorrupt, ValidationError):
                # The verifier says so of this file, or of the seal that somebody edited.
                continue
            # What a later seal covers again was there before.
            versions = json.loads(content) | versions
    return versions


def _note(found: Verification, what: str, names: Iterable[str]) -> None:
    listed = sorted(names)
    if listed:
        found.note(f"{len(listed)} objects in the bucket {what}, first: {listed[0]}")
