"""The index from what auditors usually ask for to the files of a packet."""

from pathlib import Path

import pyarrow as pa

from include.locker.encoding import encode_csv
from include.model.files import read_yaml
from include.model.frozen import Frozen

_ROOM = Path(__file__).parent
# Written after the index.
_LATER = frozenset({"MANIFEST.sha256", "report.html"})


class _Request(Frozen):
    asked: str
    files: tuple[str, ...]


class _Requests(Frozen):
    requests: tuple[_Request, ...]


def write_requests(folder: Path) -> list[dict[str, object]]:
    """Write ``requests.csv``; return its rows. What the packet does not have is said, not left out."""
    known = read_yaml(_ROOM / "requests.yaml", _Requests)
    rows: list[dict[str, object]] = [
        {"asked": each.asked, "files": [name for name in each.files if _is_there(folder, name)]}
        for each in known.requests
    ]
    for row in rows:
        row["remark"] = None if row["files"] else "nothing of this kind was collected in the period"
    schema = pa.schema(
        {"asked": pa.string(), "files": pa.list_(pa.string()), "remark": pa.string()}
    )
    (folder / "requests.csv").write_bytes(encode_csv(pa.Table.from_pylist(rows, schema=schema)))
    return rows


def _is_there(folder: Path, name: str) -> bool:
    return name in _LATER or any(folder.glob(name))
