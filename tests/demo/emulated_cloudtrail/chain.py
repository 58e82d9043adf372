"""The digests of one account and Region: each lists its hour's objects and signs the digest before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tests.demo.emulated_cloudtrail.keys import SigningKey
from tests.demo.emulated_cloudtrail.trail import Stored, Trail, compact, stamp

_ALGORITHM = "SHA256withRSA"
_LINKS = (
    "previousDigestS3Bucket",
    "previousDigestS3Object",
    "previousDigestHashValue",
    "previousDigestHashAlgorithm",
    "previousDigestSignature",
)


@dataclass
class Chain:
    """Grows by one digest at a time; begins anew after `restart`, as when logging was stopped."""

    trail: Trail
    account: str
    region: str
    key: SigningKey
    _last: Stored | None = None

    def restart(self) -> None:
        """Let the next digest name none before it."""
        self._last = None

    def digest(self, start: datetime, end: datetime, logs: Sequence[Stored]) -> Stored:
        """Make the digest of the log objects delivered in ``[start, end)``."""
        self._last = self._signed(start, end, logs, self._links())
        return self._last

    def backfill(
        self, start: datetime, end: datetime, logs: Sequence[Stored], generated: datetime
    ) -> Stored:
        """Make a digest, after the fact, of log objects that were delayed past their own."""
        return self._signed(start, end, logs, dict.fromkeys(_LINKS), generated)

    def _links(self) -> dict[str, str | None]:
        if self._last is None:
            return dict.fromkeys(_LINKS)
        values = (
            self.trail.bucket,
            self._last.key,
            sha256(self._last.content).hexdigest(),
            "SHA-256",
            self._last.metadata["signature"],
        )
        return dict(zip(_LINKS, values, strict=True))

    def _signed(
        self,
        start: datetime,
        end: datetime,
        logs: Sequence[Stored],
        links: dict[str, str | None],
        generated: datetime | None = None,
    ) -> Stored:
        key = self.trail.digest_key(self.account, self.region, end, backfill=generated is not None)
        content = compact(
            {
                "awsAccountId": self.account,
                "digestStartTime": stamp(start),
                "digestEndTime": stamp(end),
                "digestS3Bucket": self.trail.bucket,
                "digestS3Object": key,
                "digestPublicKeyFingerprint": self.key.fingerprint,
                "digestSignatureAlgorithm": _ALGORITHM,
                "newestEventTime": stamp(logs[-1].delivered) if logs else None,
                "oldestEventTime": stamp(logs[0].delivered) if logs else None,
                **links,
                "logFiles": [self._listed(each) for each in logs],
            }
        )
        # The documented text: end, place, hash of the uncompressed digest, signature of the one before.
        previous = links["previousDigestSignature"] or "null"
        hashed = sha256(content).hexdigest()
        text = f"{stamp(end)}\n{self.trail.bucket}/{key}\n{hashed}\n{previous}"
        metadata = {"signature": self.key.sign(text), "signature-algorithm": _ALGORITHM}
        if generated:
            metadata["backfill-generation-timestamp"] = stamp(generated)
        return Stored(key, content, generated or end, metadata)

    def _listed(self, log: Stored) -> dict[str, str]:
        return {
            "s3Bucket": self.trail.bucket,
            "s3Object": log.key,
            "hashValue": sha256(log.content).hexdigest(),
            "hashAlgorithm": "SHA-256",
            "newestEventTime": stamp(log.delivered),
            "oldestEventTime": stamp(log.delivered),
        }
