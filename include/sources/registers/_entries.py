"""What an entry of a register is: one class declares its columns, and everything else follows from it.

The class is the model that a file's rows must fit; the columns of the dataset and the published JSON
Schema are read from it. Its docstring is the grain, its ``register`` the name of file and dataset.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

import pyarrow as pa
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, WithJsonSchema
from pydantic.fields import FieldInfo

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.model.frozen import Frozen

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]
# As GitHub compares logins and repositories.
LowerCase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, to_lower=True)]
_ACCOUNT = r"^[a-z0-9_-]+:[^/:\s]+/\S(.*\S)?$"


def _account(text: str) -> str:
    if not re.match(_ACCOUNT, text):
        raise ValueError("is no account; write system:scope/account, as github:acme/ana")
    return text


Account = Annotated[
    str, AfterValidator(_account), WithJsonSchema({"type": "string", "pattern": _ACCOUNT})
]
Instant = AwareDatetime

_ARROW: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    date: pa.date32(),
    AwareDatetime: UTC_TIMESTAMP,
}


def said(description: str, **more: Any) -> Any:
    """Declare a column that every entry fills in."""
    return Field(description=description, **more)


def maybe(description: str) -> Any:
    """Declare a column that may stay empty."""
    return Field(default=None, description=description)


class Entry(Frozen):
    """One row of a register.

    ``key`` are the columns that identify a row; two rows with the same ``once`` (by default the key) may
    not stand in a register where they ``clash``, which they do unless the class knows better. ``personal``
    are the columns that are erased with the person whose id stands in the column ``whose``.
    """

    register: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    once: ClassVar[tuple[str, ...]] = ()
    whose: ClassVar[str | None] = None
    personal: ClassVar[tuple[str, ...]] = ()

    @property
    def same(self) -> tuple[str, ...]:
        """Return what makes the entry another one than the rest."""
        return tuple(str(getattr(self, name)) for name in self.once or self.key)

    def clashes(self, _other: Self) -> bool:
        """Tell whether two entries that are the same may not stand beside each other."""
        return True

    def unlike(self, name: str, other: str) -> None:
        """Raise where the same person stands in two columns that two people must fill."""
        mine, theirs = getattr(self, name), getattr(self, other)
        if mine is not None and theirs is not None and mine.casefold() == theirs.casefold():
            whose = "its owner" if other == "owner" else f"{other.replace('_', ' ')} {theirs}"
            raise ValueError(f"{'/'.join(self.same)}: {name} must be somebody else than {whose}")

    def together(self, *names: str) -> None:
        """Raise where some of these columns are filled in and others are not."""
        if len({getattr(self, name) is None for name in names}) > 1:
            raise ValueError(f"{'/'.join(self.same)}: {' and '.join(names)} belong together")


def dataset(entry: type[Entry]) -> Dataset:
    """Return the dataset that the rows of a register make."""
    return Dataset(
        name=f"register_{entry.register}",
        grain=(entry.__doc__ or "").strip().splitlines()[0],
        key=entry.key,
        person=entry.whose,
        personal=entry.personal,
        columns=[
            _column(name, entry.model_fields[name])
            for name in dict.fromkeys((*entry.key, *entry.model_fields))
        ],
    )


def twins(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """Yield the places of entries that may not stand beside each other, the earlier one first."""
    seen: dict[tuple[str, ...], list[tuple[int, Entry]]] = {}
    for place, entry in enumerate(entries):
        others = seen.setdefault(entry.same, [])
        yield from ((at, place) for at, other in others[:] if entry.clashes(other))
        others.append((place, entry))


def is_list(info: FieldInfo) -> bool:
    """Tell whether a column holds a list."""
    return get_origin(info.annotation) is tuple


def _column(name: str, info: FieldInfo) -> pa.Field:
    kinds, is_nullable = _kinds(info.annotation)
    return column(name, _arrow(kinds), info.description or "", nullable=is_nullable)


def _kinds(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) not in {Union, UnionType}:
        return annotation, False
    kinds = [each for each in get_args(annotation) if each is not NoneType]
    return kinds[0], True


def _arrow(kind: Any) -> pa.DataType:
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        kind = type(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return pa.list_(_arrow(get_args(kind)[0]))
    return _ARROW[kind]
