"""Docs: what the code declares, written into the rooms' README.md and docs/cost.md below a marker.

Above the marker people write; below it stands the data dictionary, the catalogue of control tests with the
coverage of the criteria, the warehouse's tables, or what a month costs. Some files are written whole: the
JSON Schemas of the registers, and columns. A test fails when one is not what the code says. ``site`` hands
these pages to the site of docs/.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from include.docs import control_tests, cost, sources, warehouse
from include.docs.columns import columns
from include.docs.registers import schemas
from include.model.errors import DefinitionError

__all__ = ["MARKER", "ROOT", "page", "stale", "write"]

ROOT = Path(__file__).parents[1]
MARKER = (
    "<!-- Below this line `make docs` writes what the code declares; change the code instead. -->\n"
)
_GENERATED: Mapping[str, Callable[[], str]] = {
    "sources/README.md": sources.dictionary,
    "control_tests/README.md": control_tests.catalogue,
    "warehouse/README.md": warehouse.dictionary,
    "../docs/cost.md": cost.months,
}


def stale(root: Path = ROOT) -> dict[Path, str]:
    """Return the files that differ from what the code declares, with the text that they should have."""
    pages = {(root / name).resolve(): made for name, made in _GENERATED.items()}
    wanted = {path: page(path, made()) for path, made in pages.items()}
    wanted = {root / name: text for name, text in whole_files().items()} | wanted
    return {path: text for path, text in wanted.items() if _text(path) != text}


def whole_files() -> dict[str, str]:
    """Write what is generated from the first line to the last: columns and the registers' schemas."""
    return {"control_tests/_columns.json": columns(), **schemas()}


def write(root: Path = ROOT) -> tuple[Path, ...]:
    """Write the pages that are stale anew and return them."""
    found = stale(root)
    for path, text in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(found)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def page(path: Path, generated: str) -> str:
    """Return a page with what people wrote above the marker, and what was generated below it.

    Raises:
        DefinitionError: the page is missing, or does not have the marker once.
    """
    try:
        above, *below = path.read_text(encoding="utf-8").split(MARKER)
    except FileNotFoundError:
        raise DefinitionError(f"{path}: the page is missing; restore it") from None
    if len(below) != 1:
        raise DefinitionError(
            f"{path}: the marker stands {len(below)} times, expected once: {MARKER.strip()}"
        )
    return f"{above}{MARKER}\n{generated}"
