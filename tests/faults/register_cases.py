"""What can go wrong with the files of registers: each way in which one is spoilt."""

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


def _cut(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


_SPOILT: dict[str, Callable[[Path], object]] = {
    "a missing file": Path.unlink,
    "a file that can't be read": _as_folder,
    "a file that is not UTF-8": lambda path: path.write_bytes(b"entries: [\xff]"),
    "a half-written file": lambda path: _cut(path, 0.5),
    "an empty file": lambda path: _cut(path, 0),
}
