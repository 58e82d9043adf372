"""Inflates a delivered object of CloudTrail, by ISA-L and within bounds."""

from isal import isal_zlib

# CloudTrail closes an object at some 50 MB; what is far larger must not fill the memory.
LARGEST = 256 * 2**20
_GZIP = 31  # zlib's word for: a gzip header and nothing else


class Unreadable(ValueError):
    """An object, or an event in it, of which nobody can say what happened."""


def inflate(content: bytes, key: str) -> bytes:
    """Return an object's content uncompressed, whatever many gzip members it has.

    Raises:
        Unreadable: it is empty, truncated, not gzip, or too large to be an object of CloudTrail.
    """
    if not content:
        raise Unreadable("empty: it has no bytes")
    if not key.endswith(".gz"):
        return content
    parts, rest, size = [], content, 0
    while rest:
        member = isal_zlib.decompressobj(wbits=_GZIP)
        try:
            parts.append(member.decompress(rest, LARGEST - size + 1))
        except isal_zlib.error as error:  # type: ignore[misc]  # isal's types lack it
            raise Unreadable(f"malformed: not gzip ({error})") from None
        size += len(parts[-1])
        if size > LARGEST:
            raise Unreadable(f"malformed: more than {LARGEST} bytes uncompressed")
        if not member.eof:
            raise Unreadable("truncated: the gzip stream has no end")
        rest = member.unused_data
    return parts[0] if len(parts) == 1 else b"".join(parts)
