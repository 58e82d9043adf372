"""One digest of CloudTrail: what it states, whether it is signed, whether it links to the one before.

The rules are those of AWS's documentation (CloudTrail digest file structure; custom implementations of
log file validation). Nothing is judged here.
"""

import binascii
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class Digest:
    """A digest as it came; ``document`` is empty where nobody can read it."""

    bucket: str
    key: str
    metadata: Mapping[str, str]
    content: bytes
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_backfill(self) -> bool:
        """Tell whether it lists what came too late for its hour's own digest."""
        return is_backfill(self.key)

    @property
    def starts(self) -> datetime | None:
        """Return where its span begins."""
        return instant(self.document.get("digestStartTime"))

    @property
    def ends(self) -> datetime | None:
        """Return where its span ends."""
        return instant(self.document.get("digestEndTime"))

    @property
    def previous(self) -> str | None:
        """Return the key of the digest that it names as the one before."""
        return self.document.get("previousDigestS3Object")

    def states_its_place(self, account_id: str) -> bool:
        """Tell whether it names the account, bucket and key where it lies."""
        stated = ("awsAccountId", "digestS3Bucket", "digestS3Object")
        return [self.document.get(each) for each in stated] == [account_id, self.bucket, self.key]

    def files(self) -> Iterator[Mapping[str, Any]]:
        """Yield what it says of each log object."""
        yield from self.document.get("logFiles") or ()

    def signature(self, keys: Mapping[str, bytes]) -> str:
        """Verify the signature by the public keys, which are named by fingerprint; say what holds."""
        if not self.document or self.starts is None or self.ends is None:
            return "malformed"
        signed = self.metadata.get("signature")
        if not signed:
            return "missing"
        key = keys.get(str(self.document.get("digestPublicKeyFingerprint")))
        if key is None:
            return "unknown_key"
        return _verified(key, signed, self._text())

    def link(self, before: "Digest | None") -> str:
        """Say whether the digest before it is the one that it names."""
        if self.previous is None:
            return "none_named"
        if before is None:
            return "missing"
        stated = (
            self.document.get("previousDigestHashValue"),
            self.document.get("previousDigestSignature"),
        )
        found = (sha256(before.content).hexdigest(), before.metadata.get("signature"))
        return "holds" if stated == found else "differs"

    def _text(self) -> bytes:
        stated = self.document
        place = f"{stated.get('digestS3Bucket')}/{stated.get('digestS3Object')}"
        hashed = sha256(self.content).hexdigest()
        # AWS writes the word for the signature that is not there.
        previous = stated.get("previousDigestSignature") or "null"
        return f"{stated['digestEndTime']}\n{place}\n{hashed}\n{previous}".encode()


def is_backfill(key: str) -> bool:
    """Tell by its key whether a digest lists what came too late for its hour's own digest."""
    return key.endswith("_backfill.json.gz")


def read(bucket: str, key: str, metadata: Mapping[str, str], body: bytes) -> Digest:
    """Read a digest; one that is no gzip or no JSON object has an empty document."""
    try:
        content = zlib.decompress(body, _GZIP)
        document = json.loads(content)
    except (zlib.error, ValueError, RecursionError):
        return Digest(bucket, key, metadata, body)
    if not isinstance(document, dict) or not all(
        isinstance(each, dict) for each in document.get("logFiles") or ()
    ):
        return Digest(bucket, key, metadata, content)
    return Digest(bucket, key, metadata, content, document)


def instant(text: object) -> datetime | None:
    """Read `2026-03-01T10:05:31Z`; None where it is no such text."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _verified(key: bytes, signed: str, text: bytes) -> str:
    try:
        public = load_der_public_key(_in_spki(key))
    except ValueError:
        return "unknown_key"
    if not isinstance(public, rsa.RSAPublicKey):
        return "unknown_key"
    try:
        public.verify(binascii.unhexlify(signed), text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return "invalid"
    return "valid"


def _in_spki(key: bytes) -> bytes:
    """Wrap a PKCS #1 key, the form that AWS gives, in the envelope that names the algorithm."""
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return _der(0x30, algorithm + _der(0x03, b"\x00" + key))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:  # noqa: PLR2004
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
