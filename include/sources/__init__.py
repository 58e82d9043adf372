"""Sources: one module per family of calls. Which there are is read from the file names.

A source module holds ``SOURCE`` (its declaration) and ``collect(client, into)``; the package of its
provider holds ``connect(connection, scope, into)``, which gives the client. Nothing is registered.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from include.model.errors import DefinitionError

_ROOM = Path(__file__).parent


def names() -> tuple[str, ...]:
    """List every source, ``provider.module``, from the file names alone (nothing is imported)."""
    modules = sorted(_ROOM.glob("*/[!_]*.py"))
    return tuple(f"{module.parent.name}.{module.stem}" for module in modules)


def load(name: str) -> ModuleType:
    """Import one source's module."""
    if name not in names():
        msg = f"{name}: no such source; expected one of {', '.join(names())}"
        raise DefinitionError(msg)
    return import_module(f"{__name__}.{name}")


def provider(name: str) -> ModuleType:
    """Import the provider's package of a source, which knows how to connect."""
    return import_module(f"{__name__}.{name.split('.', maxsplit=1)[0]}")
