"""What can go wrong with the files of registers: each way in which one is spoilt."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from include import sources
from include.model.company import read_company
from include.model.scope import COMPANY_SCOPE_ID
from include.sources import registers
from include.sources.collection import Collection
from tests.faults.cases import DEMO, Case


def cases() -> Iterable[Case]:
    """Yield every case of the sources of registers."""
    for source in sources.by_provider()["registers"]:
        for name in _files_of(source):
            for fault, spoil in _SPOILT.items():
                # A waiver whose file is not there was not given: nothing says that there was one.
                if fault != _MISSING or "waivers" not in name:
                    yield Case(source, fault, name, spoil=_spoiling(spoil, name))


def _spoiling(spoil: Callable[[Path], object], name: str) -> Callable[[Path], object]:
    return lambda company: spoil(company / name)


def _files_of(source: str) -> list[str]:
    """Find the files that a source of registers reads, by letting it read the demo's."""
    module, scope = sources.load(source), read_company(DEMO).scope.scope(COMPANY_SCOPE_ID)
    into = Collection(module.SOURCE)
    module.collect(registers.connect(DEMO / "registers", scope, into), into)
    read = [each for reading in into.readings.values() for each in reading.answers]
    return list(dict.fromkeys((Path("registers") / each.operation).as_posix() for each in read))


def _as_folder(path: Path) -> None:
    # Not by its mode: whoever runs as root reads every file.
    path.unlink()
    path.mkdir()


def _half(path: Path) -> None:
    """Cut in the middle, of YAML within a key, of CSV within a first cell: else it is a shorter register."""
    content = path.read_bytes()
    half = content[: len(content) // 2]
    keys = [*re.finditer(rb"\n +(?:- )?\w{3,}:|[{,] ?\w{3,}:", half)]
    if path.suffix == ".yaml" and keys:
        half = half[: keys[-1].end() - 2]
    if path.suffix == ".csv":
        half = content[: half.rindex(b"\n") + 3]
    path.write_bytes(half)


_MISSING = "a missing file"
_SPOILT: dict[str, Callable[[Path], object]] = {
    _MISSING: Path.unlink,
    "a file that can't be read": _as_folder,
    "a file that is not UTF-8": lambda path: path.write_bytes(b"entries: [\xff]"),
    "a half-written file": _half,
    "an empty file": lambda path: path.write_bytes(b""),
}
