"""Somebody else's clock: asks an RFC 3161 time-stamping authority for a token over some bytes."""

import urllib.error
import urllib.request

from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    decode_timestamp_response,
)

from include.model.errors import Cause, SourceUnreachable

_TYPE = "application/timestamp-query"
_GRANTED = (0, 1)


class Rfc3161Authority:
    """An authority that answers at a URL; ``name`` is that URL and stands in the seal."""

    def __init__(self, url: str, timeout_seconds: float = 15) -> None:
        """Name the authority; nothing is asked yet."""
        self.name = url
        self._timeout = timeout_seconds

    def token(self, content: bytes) -> bytes:
        """Return a DER time token over the content's SHA-256.

        Raises:
            SourceUnreachable: nobody answered, or the authority refused.
        """
        request = (
            TimestampRequestBuilder()
            .data(content)
            .hash_algorithm(HashAlgorithm.SHA256)
            .cert_request(cert_request=True)
            .build()
        )
        query = urllib.request.Request(  # noqa: S310
            self.name, data=request.as_bytes(), headers={"Content-Type": _TYPE}
        )
        try:
            with urllib.request.urlopen(query, timeout=self._timeout) as answer:  # noqa: S310
                response = decode_timestamp_response(answer.read())
        except (urllib.error.URLError, TimeoutError, ValueError) as error:
            raise self._unreachable(str(error)) from error
        if response.status not in _GRANTED:
            raise self._unreachable(f"it refused with status {response.status}")
        return bytes(response.time_stamp_token())

    def _unreachable(self, why: str) -> SourceUnreachable:
        return SourceUnreachable(
            f"time authority {self.name}: no token ({why}); seal again, nothing is lost",
            cause=Cause.UNREACHABLE,
        )
