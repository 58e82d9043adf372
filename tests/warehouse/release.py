"""Keeps what a release wrote, so that every later version is tried on it (test_released.py).

python -m tests.warehouse.release 0.2.0

Run once, on the commit that becomes the release. Leaves in `tests/warehouse/released/VERSION/` a warehouse of
that version as SQL, the locker that it was loaded from, and the hashes of the SQL files, which from then on
never change.
"""

import argparse
import gzip
import hashlib
import io
import sys
import tarfile
import tempfile
from pathlib import Path

from include.warehouse.embedded import ensure, stop
from include.warehouse.embedded.programs import run
from include.warehouse.migrations import sql_files
from tests.warehouse.lived import live

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released"
# What psql alone understands, of newer versions of pg_dump.
_OF_PSQL = ("\\restrict", "\\unrestrict")
WAREHOUSE, LOCKER, HASHES = "warehouse.sql.gz", "locker.tar.gz", "sql.sha256"


def hashes() -> dict[str, str]:
    """Return the SHA-256 of each SQL file that is executed once, by its place in the repository."""
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sql_files()
    }


def main() -> int:
    """Write the folder of a release; return 0."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.warehouse.release",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("version")
    folder = RELEASED / parser.parse_args().version
    if folder.exists():
        parser.error(f"{folder} is there: what a release wrote is never written anew")
    with tempfile.TemporaryDirectory(prefix="soc2-release-") as work:
        locker = Path(work) / "locker"
        kept = {WAREHOUSE: _dumped(Path(work), locker), LOCKER: _packed(locker)}
    folder.mkdir()
    for name, content in kept.items():
        (folder / name).write_bytes(gzip.compress(content, mtime=0))
    lines = (f"{sha256}  {place}\n" for place, sha256 in hashes().items())
    (folder / HASHES).write_text("".join(lines), encoding="utf-8")
    return 0


def _dumped(work: Path, locker: Path) -> bytes:
    """Load the life into a new warehouse, and return it as SQL that any client can execute."""
    server = ensure(work / "postgres")
    try:
        uri = server.create_database("released")
        live(locker, uri)
        options = ("--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges")
        dumped = run("pg_dump", *options, f"--dbname={uri}", home=server.data.parent)
    finally:
        stop(work / "postgres")
    assert not dumped.returncode, dumped.stderr
    lines = dumped.stdout.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_OF_PSQL)).encode()


def _packed(locker: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(locker, arcname="locker")
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
