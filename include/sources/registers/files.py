"""The files of the registers themselves: what each held, and who changed it last.

Where they lie in Git that is the commit, its author and its date; in S3 it is the object's version; a file
of a folder outside Git, or with changes that nobody committed, is known by its hash alone. Who approved
the commit Git does not know: the pull request that brought it, in the datasets of GitHub, does (EVD-06).
"""

from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.frozen import sha256
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._place import Kept
from include.sources.registers._rows import SUFFIXES

FILES = Dataset(
    name="register_files",
    grain="One row per file where the company keeps its registers.",
    key=("file",),
    columns=[
        column("file", pa.string(), "Name of the file.", nullable=False),
        column("sha256", pa.string(), "Hash of its bytes.", nullable=False),
        column(
            "is_committed",
            pa.bool_(),
            "Whether Git holds these bytes, in a folder as its last commit; false where there is no Git.",
            nullable=False,
        ),
        column(
            "commit",
            pa.string(),
            "Commit that changed it last; null unless committed, and in a clone without history.",
        ),
        column("author", pa.string(), "Author of that commit, with address."),
        column("authored_at", UTC_TIMESTAMP, "When the author made it."),
        column("committed_at", UTC_TIMESTAMP, "When the commit was made, which may be later."),
        column(
            "place", pa.string(), "`folder`, the repository's address, or `s3://bucket/prefix`."
        ),
        column(
            "read_at_commit",
            pa.string(),
            "Commit at which all files were read; null unless they were read from a repository.",
        ),
        column(
            "version_id",
            pa.string(),
            "Version of the object in S3; null elsewhere, and in a bucket that keeps no versions.",
        ),
        column(
            "modified_at",
            UTC_TIMESTAMP,
            "When the file or object was written, as its place says; null in a repository.",
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
    """List the files, and ask their place about each."""
    with into.reading(FILES):
        place = registers.place
        names = [each for each in place.names() if each.endswith(SUFFIXES)]
        rows = [_row(name, place.read(name)) for name in names]
        into.expect(FILES, len(rows))
        into.add(FILES, rows)


def _row(name: str, kept: Kept) -> dict[str, Any]:
    return {"file": name, "sha256": sha256(kept.content), **kept.changed()}
