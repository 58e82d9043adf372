"""The files of the registers themselves: what each held, and who changed it last.

Where the folder is in Git that is the commit, its author and its date; a file with changes that nobody
committed, or outside Git, is known by its hash alone. Who approved the commit Git does not know.
"""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.errors import Cause, SourceIncomplete
from include.model.frozen import sha256
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._rows import SUFFIXES

FILES = Dataset(
    name="register_files",
    grain="One row per file in the company's folder of registers.",
    key=("file",),
    columns=[
        column("file", pa.string(), "Name of the file.", nullable=False),
        column("sha256", pa.string(), "Hash of its bytes.", nullable=False),
        column(
            "is_committed",
            pa.bool_(),
            "Whether Git holds these bytes as its last commit; false where there is no Git.",
            nullable=False,
        ),
        column("commit", pa.string(), "Commit that changed it last; null unless committed."),
        column("author", pa.string(), "Author of that commit, with address."),
        column("authored_at", UTC_TIMESTAMP, "When the author made it."),
        column(
            "approving_review", pa.string(), "Review that approved the commit; null: not known."
        ),
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=(FILES,),
)
_FORMAT = "%H%x00%an <%ae>%x00%at"
_PATIENCE_SECONDS = 30


def collect(registers: Registers, into: Collection) -> None:
    """List the files and ask Git about each."""
    with into.reading(FILES):
        try:
            files = sorted(each for each in registers.folder.iterdir() if each.suffix in SUFFIXES)
            rows = [{**_known(path), **_changed(path)} for path in files]
        except OSError as error:
            msg = (
                f"{registers.folder}: the folder can't be read ({error.strerror}); make it readable"
            )
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE) from None
        into.expect(FILES, len(rows))
        into.add(FILES, rows)


def _known(path: Path) -> dict[str, Any]:
    return {"file": path.name, "sha256": sha256(path.read_bytes()), "is_committed": False}


def _changed(path: Path) -> dict[str, Any]:
    """Return who changed a file last, or nothing where Git does not hold these bytes."""
    # Any difference, also of a file that Git does not track, is said by status.
    if _git(path.parent, "status", "--porcelain", "--ignored", "--", path.name) != "":
        return {}
    said = _git(path.parent, "log", "-1", f"--format={_FORMAT}", "--", path.name)
    if not said:
        return {}
    commit, author, at = said.strip().split("\0")
    return {
        "is_committed": True,
        "commit": commit,
        "author": author,
        "authored_at": datetime.fromtimestamp(int(at), UTC),
    }


def _git(folder: Path, *arguments: str) -> str | None:
    """Ask Git about a folder; None where there is no Git, or no repository that it trusts."""
    # Run from PATH on purpose: where Git is installed differs from host to host.
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
