"""Closes a packet: the list of its files with their hashes, and one ZIP, always of the same bytes."""

import zipfile
from datetime import datetime
from pathlib import Path

from include.model.frozen import sha256

_LIST = "MANIFEST.sha256"
_READ_BY_ALL = 0o100644 << 16


def seal_folder(folder: Path) -> None:
    """Write the list that ``verify.py`` and ``sha256sum -c`` read."""
    names = _names(folder)
    lines = [f"{sha256((folder / name).read_bytes())}  {name}\n" for name in names]
    (folder / _LIST).write_text("".join(lines), encoding="utf-8")


def pack(folder: Path, name: str, archive: Path, at: datetime) -> str:
    """Write the ZIP of a folder under a name; every date in it is ``at``. Return its SHA-256."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for path in _names(folder):
            made = zipfile.ZipInfo(f"{name}/{path}", at.timetuple()[:6])
            made.compress_type = zipfile.ZIP_DEFLATED
            made.external_attr = _READ_BY_ALL
            made.create_system = 3  # Unix, wherever it is made
            file.writestr(made, (folder / path).read_bytes())
    return sha256(archive.read_bytes())


def _names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)
