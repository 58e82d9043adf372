"""Control tests: one YAML file per test. Which there are is read from the file names.

A file ``THEME/NAME.yaml`` holds who is tested (SQL), what must hold (Great Expectations row rules) and
worked examples, which are its tests. Nothing is registered; a DAG may ask for the names cheaply.
"""

from pathlib import Path

from include.model.errors import DefinitionError

ROOM = Path(__file__).parent


def names(folder: Path | None = None) -> dict[str, tuple[str, ...]]:
    """List every test's name by theme, from the file names alone (nothing is read or imported).

    Raises ``DefinitionError`` for a file that would be passed over in silence and for a name that
    stands in two themes.
    """
    room = folder or ROOM
    found: dict[str, tuple[str, ...]] = {}
    place: dict[str, Path] = {}
    for path in sorted(each for each in room.glob("[!_.]*/[!_.]*") if each.is_file()):
        if path.suffix != ".yaml":
            raise DefinitionError(
                f"{path}:1: only .yaml files are control tests; rename or move it"
            )
        if path.stem in place:
            first = place[path.stem]
            raise DefinitionError(
                f"{path}:1: the name stands in {first.parent.name}/ too; rename one"
            )
        place[path.stem] = path
        found[path.parent.name] = (*found.get(path.parent.name, ()), path.stem)
    return found
