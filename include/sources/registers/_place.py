"""Where registers lie: a place names its files and reads one; the folder of the company is the first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from include.model.errors import Cause, SourceIncomplete
from include.sources.registers import _git


@dataclass(frozen=True)
class Kept:
    """A file as it was read: its bytes, by what it can be read again, and who changed it last.

    ``changed`` is asked only where somebody wants to know, and answers with columns of ``register_files``.
    """

    content: bytes
    changed: Callable[[], dict[str, Any]]
    read_at: Mapping[str, Any] = field(default_factory=dict)


class Place(Protocol):
    """One place of files, as registers see it."""

    def where(self, name: str) -> str:
        """Say in a message where a file is: never with a password."""

    def names(self) -> Sequence[str]:
        """List the files, sorted; folders are none."""

    def read(self, name: str) -> Kept:
        """Read a file whole."""


@dataclass(frozen=True)
class Folder:
    """The company's own folder, on this machine."""

    path: Path

    def where(self, name: str) -> str:
        """Return the file's path."""
        return str(self.path / name)

    def names(self) -> tuple[str, ...]:
        """List what lies in the folder."""
        try:
            return tuple(sorted(each.name for each in self.path.iterdir()))
        except OSError as error:
            msg = f"{self.path}: the folder can't be read ({error.strerror}); make it readable"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE) from None

    def read(self, name: str) -> Kept:
        """Read a file; who changed it last Git knows, where it holds these bytes."""
        path = self.path / name
        try:
            content, modified = path.read_bytes(), path.stat().st_mtime
        except OSError as error:
            msg = f"{path}: the file can't be read ({error.strerror}); make it readable"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE) from None
        return Kept(content, partial(_changed, path, datetime.fromtimestamp(modified, UTC)))


def _changed(path: Path, modified_at: datetime) -> dict[str, Any]:
    known = {"place": "folder", "is_committed": False, "modified_at": modified_at}
    try:
        # Any difference, also of a file that Git does not track, is said by status.
        if _git.ask(path.parent, "status", "--porcelain", "--ignored", "--", path.name):
            return known
        commit = _git.last_commit(path.parent, "HEAD", path.name)
    except _git.Unanswered:
        # No Git, no repository, or none that it trusts: nobody knows more than the bytes.
        return known
    return {**known, **commit, "is_committed": bool(commit)}
