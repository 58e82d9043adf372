"""Surrogate keys, made from content alone: a rebuild from the locker gives the same ones."""

from include.model.frozen import canonical_json, sha256

_BITS = 63


def key_of(*parts: str | int | None) -> int:
    """Return the first 63 bits of the parts' SHA-256: a positive bigint."""
    return int(sha256(canonical_json(list(parts)))[:16], 16) >> (64 - _BITS)
