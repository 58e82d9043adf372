"""Registers in a Git repository at a commit: a clone on this machine, or an address that is cloned.

What is read are the objects of one commit, never a working tree, so that all files are of one moment and
everybody can read the same again. A clone on this machine is read as it is: whoever keeps it, fetches.
"""

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from include.model.errors import Cause, SourceError, SourceIncomplete, SourceUnreachable
from include.sources.registers import _git
from include.sources.registers._place import Kept

_CLONE_SECONDS = 300
# Git names no errors; these are parts of what it says, in lower case and English.
_DENIED = (
    *("authentication failed", "permission denied", "access denied", "returned error: 40"),
    *("could not read username", "could not read password", "repository not found"),
)
_UNREACHABLE = (
    *("could not resolve", "could not connect", "failed to connect", "connection refused"),
    *("unable to access", "could not read from remote", "hung up", "timed out"),
)


class Clone:
    """A bare clone of an address, gone with whoever holds it."""

    def __init__(self, address: str) -> None:
        """Clone without the files' contents where the server can: what is read comes when it is asked."""
        self.path = Path(tempfile.mkdtemp(prefix="registers-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        _git.ask(
            self.path,
            *("clone", "--quiet", "--bare", "--filter=blob:none", "--", address, "."),
            patience=_CLONE_SECONDS,
        )


@dataclass(frozen=True)
class Repository:
    """A folder of a repository, at one commit."""

    address: str
    commit: str
    folder: str
    path: Path
    clone: Clone | None = None

    def where(self, name: str) -> str:
        """Return ``address@commit:folder/file``."""
        return f"{self.address}@{self.commit[:12]}:{self._path(name)}"

    def names(self) -> tuple[str, ...]:
        """List the files of the folder; one that the commit has not is a mistake, not an empty place."""
        try:
            listed = _git.ask(self.path, "ls-tree", "-z", f"{self.commit}:{self.folder}")
        except _git.Unanswered as why:
            if "not a valid object name" not in str(why).casefold():
                raise _failed(self.where(""), why) from None
            msg = f"{self.where('')}: the commit has no such folder; mend registers.folder of scope.yaml"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE) from None
        entries = [
            each.split("\t", 1) for each in listed.decode(errors="replace").split("\0") if each
        ]
        return tuple(sorted(name for what, name in entries if " blob " in what))

    def read(self, name: str) -> Kept:
        """Read a file as the commit has it."""
        try:
            content = _git.ask(self.path, "cat-file", "blob", f"{self.commit}:{self._path(name)}")
        except _git.Unanswered as why:
            raise _failed(self.where(name), why) from None
        read_at = {"repository": self.address, "commit": self.commit}
        return Kept(content, partial(self._changed, name), read_at)

    def _changed(self, name: str) -> dict[str, Any]:
        try:
            commit = _git.last_commit(self.path, self.commit, self._path(name))
        except _git.Unanswered as why:
            raise _failed(self.where(name), why) from None
        return {
            "place": self.address,
            "read_at_commit": self.commit,
            "is_committed": True,
            **commit,
        }

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name


def repository(address: str, at: str, folder: str) -> Repository:
    """Open a repository at a commit, or at a branch's last.

    Raises:
        SourceError: it can't be reached or read, or has no such commit (any more).
    """
    shown, clone = _git.without_credentials(address), None
    try:
        # What lies on this machine begins with a slash, as scope.yaml has it.
        clone = None if address.startswith("/") else Clone(address)
        path = clone.path if clone else Path(address)
        _git.ask(path, "rev-parse", "--git-dir")
    except _git.Unanswered as why:
        raise _failed(shown, why) from None
    try:
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{at}^{{commit}}")
        commit = _git.ask(path, *asked).decode().strip()
    except _git.Unanswered:
        msg = f"{shown}: has no commit or branch {at} (any more); mend registers.at of scope.yaml"
        raise SourceIncomplete(msg, cause=Cause.VANISHED) from None
    return Repository(shown, commit, "" if folder == "." else folder.strip("/"), path, clone)


def _failed(where: str, why: _git.Unanswered) -> SourceError:
    said = str(why).casefold()
    if any(each in said for each in _DENIED):
        msg = f"{where}: Git was denied ({why}); let this host's Git read the repository"
        return SourceUnreachable(msg, cause=Cause.DENIED)
    if any(each in said for each in _UNREACHABLE):
        msg = (
            f"{where}: Git got no answer ({why}); check the address and the network, then run again"
        )
        return SourceUnreachable(msg, cause=Cause.UNREACHABLE)
    msg = f"{where}: Git can't read it ({why}); look at the repository, then run again"
    return SourceIncomplete(msg, cause=Cause.INCOMPLETE)
