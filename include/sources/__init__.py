"""Sources: one module per family of calls. Which there are is read from the file names.

A source module holds ``SOURCE`` (its declaration) and ``collect(client, into)``; the package of its
provider holds ``connect``, which makes the client, and ``by_hand``, which connects as the shell is set
up. Nothing is registered.
"""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

from include.model.errors import DefinitionError
from include.model.scope import ScopeKind

_ROOM = Path(__file__).parent
_NATURE = re.compile(r"^    nature=Nature\.([A-Z]+),$", re.MULTILINE)


def names(*natures: str) -> tuple[str, ...]:
    """List every source, ``provider.module``, or those of some natures (``state``, ``events``, ...).

    Read from the files' names and text: a DAG asks for them, and importing a source takes pyarrow.
    """
    modules = sorted(_ROOM.glob("*/[!_]*.py"))
    return tuple(
        f"{module.parent.name}.{module.stem}"
        for module in modules
        if not natures or _nature(module) in natures
    )


def _nature(module: Path) -> str:
    stated = _NATURE.search(module.read_text(encoding="utf-8"))
    if stated is None:
        raise DefinitionError(
            f"{module}: no source; expected SOURCE = Source(nature=Nature...., ...)"
        )
    return stated[1].lower()


def by_provider(*natures: str) -> dict[str, tuple[str, ...]]:
    """Group the sources' names by provider."""
    groups: dict[str, tuple[str, ...]] = {}
    for name in names(*natures):
        provider_name = name.split(".")[0]
        groups[provider_name] = (*groups.get(provider_name, ()), name)
    return groups


def scope_kind(provider_name: str) -> ScopeKind:
    """Return what a provider's sources are read per; one provider has one kind of scope."""
    kinds = {load(name).SOURCE.scope_kind for name in by_provider()[provider_name]}
    if len(kinds) != 1:
        raise DefinitionError(
            f"{provider_name}: its sources read {len(kinds)} kinds of scope, not one"
        )
    return ScopeKind(kinds.pop())


def load(name: str) -> ModuleType:
    """Import one source's module."""
    if name not in names():
        msg = f"{name}: no such source; expected one of {', '.join(names())}"
        raise DefinitionError(msg)
    return import_module(f"{__name__}.{name}")


def provider(name: str) -> ModuleType:
    """Import the provider's package of a source, which knows how to connect."""
    return import_module(f"{__name__}.{name.split('.', maxsplit=1)[0]}")
