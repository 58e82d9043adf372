"""Records of the log that were fetched before, on a local disk: a record never changes, so once is enough.

Every task walks the log; in a year that is a hundred thousand objects. Who verifies does not ask here, and a
seal compares what it seals with what S3 says of each record.
"""

import os
import uuid
from pathlib import Path

from include.locker.s3.objects import Objects
from include.locker.storage import entry_name
from include.model.frozen import sha256

VARIABLE = "SOC2_LOCKER_CACHE"


class Cache:
    """A folder for one log, told by the version of its first entry; without a folder nothing is kept."""

    def __init__(self, objects: Objects) -> None:
        """Look for the folder that the environment names."""
        self._objects = objects
        self._root = os.environ.get(VARIABLE)
        self._folder: Path | None = None

    def get(self, name: str) -> bytes | None:
        """Return a record's bytes, fetched where they are not there."""
        folder = self._prepared()
        if folder is None:
            return self._objects.get(name)
        path = folder / Path(name).name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            content = self._objects.get(name)
        if content is not None:
            # Whole or not at all: several tasks may fetch the same one.
            partly = folder / uuid.uuid4().hex
            partly.write_bytes(content)
            partly.rename(path)
        return content

    def _prepared(self) -> Path | None:
        if self._folder is None and self._root:
            first = self._objects.head(entry_name(1))
            if first is not None:
                told = sha256(f"{self._objects.address} {first.version}".encode())
                self._folder = Path(self._root) / told
                self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder
