"""Lends a bucket's locker as a local directory, to be verified by the program that travels with it."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from include.locker.s3.asking import THREADS
from include.locker.s3.objects import Objects
from include.locker.storage import LOG, STAGING
from include.locker.verify import references
from include.model.errors import LockerCorrupt


@contextmanager
def mirrored(objects: Objects) -> Iterator[Path]:
    """Download everything to a temporary directory, which goes with the context.

    The files are listed before the log: whoever writes meanwhile records a file before it is at its place, so
    that none is there which no record of the mirror names.
    """
    with (
        tempfile.TemporaryDirectory(prefix="soc2-mirror-") as folder,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        root = Path(folder)
        (root / LOG).mkdir()
        fetch = partial(_fetch, objects, root)
        files = {
            name for name in _names(objects) if not name.startswith((f"{STAGING}/", f"{LOG}/"))
        }
        entries = set(_names(objects, f"{LOG}/"))
        _refuse_unheld(objects, files | entries)
        list(pool.map(fetch, entries))
        named = dict(_named(root))
        list(pool.map(fetch, sorted(files | named.keys())))
        for name, sha256 in named.items():
            if not (root / name).exists():
                _fetch_staged(objects, root, name, sha256)
        yield root


def _names(objects: Objects, prefix: str = "") -> Iterable[str]:
    # A console makes "folders": objects of no bytes, which no file system can hold beside their files.
    return (each.name for each in objects.listed(prefix) if not each.name.endswith("/"))


def _refuse_unheld(objects: Objects, names: set[str]) -> None:
    """Refuse keys that a directory can't hold: made to lead out of it, or a file that is a folder, too."""
    folders = {str(folder) for name in names for folder in PurePosixPath(name).parents}
    for name in sorted(names):
        if name in folders or not _is_plain(name):
            raise LockerCorrupt(
                f"{objects.place(name)}: no locker has a file of that name; find out who put it there"
            )


def _named(root: Path) -> Iterator[tuple[str, str]]:
    for path in (root / LOG).iterdir():
        try:
            record = json.loads(path.read_bytes())
        except ValueError:
            # The verifier says so of this entry.
            continue
        yield from ((name, sha256) for name, sha256 in references(record) if _is_plain(name))


def _is_plain(name: str) -> bool:
    """Tell a name that stays below the root from one that somebody made up."""
    return str(PurePosixPath("/", name)) == f"/{name}" and ".." not in PurePosixPath(name).parts


def _fetch(objects: Objects, root: Path, name: str) -> bool:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        is_there = objects.download(name, file)
    if not is_there:
        path.unlink()
    return is_there


def _fetch_staged(objects: Objects, root: Path, name: str, sha256: str) -> None:
    """Fetch a file between commit and move from its draft, or from the place to which it came meanwhile."""
    staged = (each for each in _names(objects, f"{STAGING}/") if each.endswith(sha256))
    found = [_fetch(objects, root, each) for each in staged]
    if not any(found):
        _fetch(objects, root, name)
