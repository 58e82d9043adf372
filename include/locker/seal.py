"""Seals: a signed Merkle root over what was recorded since the last seal, witnessed by another's clock."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from include.locker import verify
from include.locker.draft import Draft
from include.locker.storage import entry_name
from include.locker.store import Locker
from include.model.errors import DefinitionError, LockerCorrupt
from include.model.frozen import canonical_json, sha256
from include.model.integrity import Seal, SealingKey, WarehouseDigest
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import FileRef, Run

_PLACEHOLDER = "00"


class RemoteKey(Protocol):
    """A P-256 key that is kept elsewhere and signs there, such as one of KMS."""

    public: bytes
    """Its DER SubjectPublicKeyInfo."""

    def sign(self, content: bytes) -> bytes:
        """Return an ECDSA signature over the content's SHA-256: DER, with the lower of both ``s``."""


SigningKey = Ed25519PrivateKey | RemoteKey


class TimeAuthority(Protocol):
    """Somebody else's clock: an RFC 3161 authority."""

    name: str

    def token(self, content: bytes) -> bytes:
        """Return a DER time token over the content's SHA-256."""


def seal(
    locker: Locker,
    key: SigningKey,
    *,
    run: Run,
    authority: TimeAuthority | None = None,
    digest: Callable[[int, int], WarehouseDigest | None] = lambda _first, _last: None,
    former_key: SigningKey | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Entry | None:
    """Seal every entry since the last seal; return the seal's entry, or None when there is none.

    ``digest`` hashes the warehouse's rows that stem from a range of entries, as far as they are loaded:
    a row that was loaded after its entry was sealed is covered by the next seal. ``former_key`` endorses a
    new key once, so that the seals before the rotation stay verifiable.

    Raises:
        DefinitionError: the key changed and the former one does not endorse it.
        SourceUnreachable: no time token, or no signature, could be had; nothing is sealed.
        LockerCorrupt: a bucket says of what is to be sealed that it has other bytes.
    """
    entries = list(locker.entries())
    former = next((each for each in reversed(entries) if isinstance(each.record, Seal)), None)
    previous = former.record if former and isinstance(former.record, Seal) else None
    first, last = (previous.last + 1 if previous else 1), len(entries)
    # A seal that would cover nothing but the seal before it says nothing new.
    if all(isinstance(each.record, Seal) for each in entries[first - 1 :]):
        return None
    own = public_half(key)
    statement: dict[str, Any] = {
        "first": first,
        "last": last,
        "merkle_root": verify.merkle_root([(e.number, e.sha256) for e in entries[first - 1 :]]),
        "previous": former.sha256 if former else None,
        "warehouse": digest(_rows_from(entries), last),
        "sealed_at": clock(),
        "algorithm": verify.ED25519 if isinstance(key, Ed25519PrivateKey) else verify.ECDSA,
        "key": own,
        "endorsement": _endorsement(own, previous, former_key),
        "authority": authority.name if authority else None,
        "run": run,
    }
    with locker.draft() as draft:
        program = Path(verify.__file__).read_bytes()
        path = f"verifier/{sha256(program)[:16]}/verify.py"
        statement["verifier"] = draft.add(path, program)
        statement["versions"] = _versions(locker, draft, entries[first - 1 :])
        unsigned = Seal(**statement, time_token=None, signature=_PLACEHOLDER)
        token = authority.token(verify.timed_part(_plain(unsigned))).hex() if authority else None
        timed = unsigned.model_copy(update={"time_token": token})
        signature = key.sign(verify.signed_part(_plain(timed))).hex()
        return draft.commit(timed.model_copy(update={"signature": signature}))


def read_key(pem: bytes, name: str) -> Ed25519PrivateKey:
    """Read a private key; ``name`` says in the error where it came from, the key itself is never shown."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise DefinitionError(f"{name}: not an Ed25519 private key in PEM without a password")
    return key


def new_key() -> bytes:
    """Make a private key, as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _versions(locker: Locker, draft: Draft, covered: Sequence[Entry]) -> FileRef | None:
    """Keep which versions of objects are sealed; whoever puts others over them can't change these."""
    named = {ref.path: ref.sha256 for each in covered for ref in each.record.files}
    named |= {entry_name(each.number): each.sha256 for each in covered}
    held = locker.storage.look(named)
    for name, each in held.items():
        if each.sha256 not in {None, named[name]}:
            place = locker.storage.place(name)
            raise LockerCorrupt(
                f"{place}: other bytes than were recorded rest here; not sealed over"
            )
    if not held:
        return None
    content = canonical_json({name: each.version for name, each in held.items()})
    return draft.add(f"versions/{sha256(content)}.json", content)


def _rows_from(entries: Sequence[Entry]) -> int:
    """Return the first entry whose warehouse rows no seal covers yet."""
    covered = (
        each.record.warehouse.last
        for each in entries
        if isinstance(each.record, Seal) and each.record.warehouse
    )
    return max(covered, default=0) + 1


def public_half(key: SigningKey) -> SealingKey:
    """Return what a seal says of the key that signs it."""
    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        raw = key.public
    return SealingKey(public=raw.hex(), fingerprint=sha256(raw))


def _endorsement(
    own: SealingKey, previous: Seal | None, former_key: SigningKey | None
) -> str | None:
    if previous is None or previous.key == own:
        return None
    if former_key is None or public_half(former_key) != previous.key:
        raise DefinitionError(
            f"the sealing key changed: the former key {previous.key.fingerprint[:16]} must endorse it "
            "once; give it as the former key of this seal"
        )
    return former_key.sign(bytes.fromhex(own.public)).hex()


def _plain(record: Seal) -> dict[str, Any]:
    return record.model_dump(mode="json")
