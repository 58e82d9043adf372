"""Encrypts what a dataset says of people, cell by cell, and reads it again as long as the key is there.

The same text of the same person gives the same bytes, so that rows that did not change have the same hash. A
cell says which key it takes; the associated data ties it to its dataset, column and person.
"""

import base64
import hmac
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from include.locker.people import Key, PeopleKeys
from include.model.dataset import Dataset
from include.model.errors import LockerCorrupt
from include.model.frozen import canonical_json
from include.model.veil import Veil

VEIL, ERASED = b"veil", b"erased"
_NONCE_BYTES = 12
_Cell = Callable[[str, str, str], str | None]
_Text = str | list[str] | None


def veil_of(dataset: Dataset, people: PeopleKeys | None) -> Veil | None:
    """Return how a dataset is encrypted; None where it names nobody, or nobody keeps keys."""
    if people is None or dataset.person is None:
        return None
    return Veil(person=dataset.person, columns=dataset.personal, keys=people.id)


def veiled(table: pa.Table, dataset: Dataset, people: PeopleKeys | None) -> pa.Table:
    """Encrypt the columns of a dataset that are about people; the schema says which those are."""
    veil = veil_of(dataset, people)
    if veil is None or people is None:
        return table

    def hide(column: str, person: str, text: str) -> str:
        return _hidden(people.of(person), text, _about(dataset.name, column, person))

    metadata = {**(table.schema.metadata or {}), VEIL: veil.model_dump_json().encode()}
    return _each(table, veil, hide).replace_schema_metadata(metadata)


def is_veiled(schema: pa.Schema) -> bool:
    """Tell whether some columns are encrypted, or were before they were read."""
    return VEIL in (schema.metadata or {})


def unveiled(table: pa.Table, path: str, people: PeopleKeys | None) -> pa.Table:
    """Read what was encrypted: null where the key was destroyed, which the schema's ``erased`` then says.

    Raises:
        LockerCorrupt: a cell is not what was encrypted for its place, or the keys are another store's.
    """
    if not is_veiled(table.schema):
        return table
    metadata = table.schema.metadata
    veil = Veil.model_validate_json(metadata[VEIL])
    name = metadata[b"dataset"].decode()
    if people is not None and people.id != veil.keys:
        raise LockerCorrupt(
            f"{path}: encrypted with keys of the store {veil.keys[:8]}; {people.name} is {people.id[:8]}: "
            "name the store that it was written with"
        )
    lost: set[str] = set()

    def show(column: str, person: str, cell: str) -> str | None:
        key = people.find(person) if people else None
        key_id, _, sealed = cell.partition(".")
        if key is None or key.id != key_id:
            lost.add(person)
            return None
        try:
            return _shown(key, sealed, _about(name, column, person))
        except (InvalidTag, ValueError):
            raise LockerCorrupt(
                f"{path}: {column} of {person} is not what was encrypted there; restore the file"
            ) from None

    shown = _each(table, veil, show)
    if lost:
        why = "are erased" if people else "can't be read without people's keys"
        said = f"{', '.join(veil.columns)} of {len(lost)} people {why}"
        metadata = {**metadata, ERASED: said.encode()}
    return shown.replace_schema_metadata(metadata)


def erased(table: Any, columns: Callable[[Sequence[str]], bool]) -> str | None:
    """Say what of a table can't be read any more, where ``columns`` says that it matters."""
    metadata = table.schema.metadata or {}
    if ERASED not in metadata or not columns(Veil.model_validate_json(metadata[VEIL]).columns):
        return None
    return f"{metadata[b'dataset'].decode()}: {metadata[ERASED].decode()}"


def _each(table: pa.Table, veil: Veil, change: _Cell) -> pa.Table:
    people = table[veil.person].to_pylist()
    for column in veil.columns:
        cells = [
            _changed(cell, partial(change, column, person))
            for person, cell in zip(people, table[column].to_pylist(), strict=True)
        ]
        at = table.column_names.index(column)
        field = table.schema.field(at).with_nullable(True)  # noqa: FBT003
        table = table.set_column(at, field, pa.array(cells, field.type))
    return table


def _changed(cell: _Text, change: Callable[[str], str | None]) -> _Text:
    """Change a text, or each one of a list; of a list in which one can't be read nothing is."""
    if not isinstance(cell, list):
        return None if cell is None else change(cell)
    texts = [change(text) for text in cell]
    return None if None in texts else [text for text in texts if text is not None]


def _hidden(key: Key, text: str, about: bytes) -> str:
    plain = text.encode()
    # Of the text itself: it never comes again with another one under the same key.
    nonce = hmac.digest(key.secret, b"nonce\0" + about + b"\0" + plain, sha256)[:_NONCE_BYTES]
    sealed = AESGCM(key.secret).encrypt(nonce, plain, about)
    return f"{key.id}.{base64.b64encode(nonce + sealed).decode()}"


def _shown(key: Key, sealed: str, about: bytes) -> str:
    content = base64.b64decode(sealed, validate=True)
    nonce = content[:_NONCE_BYTES]
    return AESGCM(key.secret).decrypt(nonce, content[_NONCE_BYTES:], about).decode()


def _about(dataset: str, column: str, person: str) -> bytes:
    return canonical_json([Veil.model_fields["scheme"].default, dataset, column, person])
