"""Keys of people, one each, wrapped by a master key: who destroys a key erases what it encrypted.

They lie in a folder beside the locker, never inside: what a lock keeps can't be destroyed.
"""

import base64
import binascii
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from include.locker.key_store import KeyFolder, KeyStore
from include.model.errors import DefinitionError

_KEY_BYTES, _NONCE_BYTES = 32, 12
_STORE = "store"


@dataclass(frozen=True)
class Key:
    """One person's key; ``id`` tells it from one that was destroyed before it was made."""

    secret: bytes

    @property
    def id(self) -> str:
        """Return what may be said of it."""
        return sha256(b"soc2 key id\0" + self.secret).hexdigest()[:16]


class PeopleKeys:
    """The keys of one company's people."""

    def __init__(self, store: KeyStore, master: bytes) -> None:
        """Use what is there; nothing is read yet. ``master`` are 32 bytes, kept elsewhere."""
        self._store, self._master = store, AESGCM(master)
        self._known: dict[str, Key] = {}
        self._id: str | None = None

    @property
    def name(self) -> str:
        """Say where the keys are."""
        return self._store.name

    @property
    def id(self) -> str:
        """Return the store's own id, made with the first key.

        Raises:
            DefinitionError: the master key is not the store's.
        """
        if self._id is None:
            self._id = self._held(_STORE, _STORE, lambda: os.urandom(16)).hex()
        return self._id

    def open(self) -> None:
        """See that the master key is the store's.

        Raises:
            DefinitionError: it is not, or the store can't be used.
        """
        self._id = self.id

    def find(self, person: str) -> Key | None:
        """Return somebody's key; None where nobody has seen the person, or the key was destroyed."""
        if person not in self._known:
            wrapped = self._store.read(_file(person))
            if wrapped is None:
                return None
            self._known[person] = Key(self._unwrap(wrapped, _file(person), person))
        return self._known[person]

    def of(self, person: str) -> Key:
        """Return somebody's key, made where there is none."""
        if person not in self._known:
            made = self._held(_file(person), person, lambda: AESGCM.generate_key(8 * _KEY_BYTES))
            self._known[person] = Key(made)
        return self._known[person]

    def destroy(self, person: str) -> None:
        """Destroy somebody's key."""
        self._store.destroy(_file(person))
        self._known.pop(person, None)

    def _held(self, name: str, about: str, make: Callable[[], bytes]) -> bytes:
        # Of two who make it at once one is first, and both go by what is there then.
        while (wrapped := self._store.read(name)) is None:
            nonce = os.urandom(_NONCE_BYTES)
            self._store.make(name, nonce + self._master.encrypt(nonce, make(), _about(about)))
        return self._unwrap(wrapped, name, about)

    def _unwrap(self, wrapped: bytes, name: str, about: str) -> bytes:
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return self._master.decrypt(nonce, sealed, _about(about))
        except (InvalidTag, ValueError):
            raise DefinitionError(
                f"people's keys {self.name}: {name} is not opened by this master key; give the one that "
                "wrapped it"
            ) from None


def named_keys() -> PeopleKeys | None:
    """Return the keys that the environment names, for who calls a verb by hand; None where it names none.

    Raises:
        DefinitionError: the master key is missing, or none.
    """
    folder, file = os.environ.get("SOC2_PEOPLE_KEYS"), os.environ.get("SOC2_PEOPLE_MASTER")
    if not folder:
        return None
    try:
        text = Path(file or "").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise DefinitionError(
            "SOC2_PEOPLE_MASTER: names no file that can be read; it holds the key that opens SOC2_PEOPLE_KEYS"
        ) from None
    return PeopleKeys(KeyFolder(Path(folder)), read_master(text, f"SOC2_PEOPLE_MASTER {file}"))


def read_master(text: str, name: str) -> bytes:
    """Read a master key, 32 bytes in base64; ``name`` says where it came from, the key is never shown."""
    try:
        master = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        master = b""
    if len(master) != _KEY_BYTES:
        raise DefinitionError(f"{name}: not 32 bytes in base64; openssl rand -base64 32 makes one")
    return master


def _file(person: str) -> str:
    return sha256(b"soc2 person\0" + person.encode()).hexdigest()


def _about(about: str) -> bytes:
    return b"soc2 people\0" + about.encode()
