"""Where keys of people lie: small files that can be destroyed, which nothing in the locker can."""

import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from include.model.errors import DefinitionError


class KeyStore(Protocol):
    """Small files by their names: made once, read, and destroyed."""

    name: str

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None where there is none."""

    def make(self, name: str, content: bytes) -> None:
        """Write a file whole; where there is one it stays."""

    def destroy(self, name: str) -> None:
        """Leave nothing of a file."""


class KeyFolder:
    """A folder; whoever copies it copies the keys."""

    def __init__(self, root: Path) -> None:
        """Use a folder that is there: one made in a container would go with it, and everybody's key, too."""
        self.name, self._root = str(root), root
        try:
            is_there = root.is_dir()
        except OSError as error:
            raise self._failed(error) from None
        if not is_there:
            raise DefinitionError(
                f"people's keys {root}: no such folder; make it on a disk that outlives the workers, for "
                "their account alone"
            )

    def read(self, name: str) -> bytes | None:
        """Read a file."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(error) from None

    def make(self, name: str, content: bytes) -> None:
        """Link a whole file under its name, which one of several writers does."""
        partly = self._root / f"{name}.{uuid.uuid4().hex}"
        try:
            with os.fdopen(
                os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                (self._root / name).hardlink_to(partly)
            self._sync()
        except OSError as error:
            raise self._failed(error) from None
        finally:
            partly.unlink(missing_ok=True)

    def destroy(self, name: str) -> None:
        """Remove a file, on the disk itself."""
        try:
            (self._root / name).unlink(missing_ok=True)
            self._sync()
        except OSError as error:
            raise self._failed(error) from None

    def _sync(self) -> None:
        """Keep the names on the disk: a key whose name is lost erases somebody."""
        folder = os.open(self._root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _failed(self, error: OSError) -> DefinitionError:
        return DefinitionError(
            f"people's keys {self.name}: {error.strerror}; name a folder that the workers' account owns"
        )
