"""A trail and what it stores: keys as AWS names them, content as AWS compresses it."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Stored:
    """An object in the trail's bucket; ``delivered`` is when it came, ``content`` is uncompressed."""

    key: str
    content: bytes
    delivered: datetime
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """Return the bytes in the bucket; without a time in them, so that they are always the same."""
        return gzip.compress(self.content, compresslevel=1, mtime=0)


@dataclass(frozen=True)
class Trail:
    """Where a trail delivers; ``organization`` is the organisation's id for a trail of all its accounts."""

    name: str
    bucket: str
    home: str
    organization: str | None = None

    def log_key(self, account: str, region: str, delivered: datetime, unique: str) -> str:
        """Name a log object delivered at a minute."""
        name = f"{account}_CloudTrail_{region}_{delivered:%Y%m%dT%H%MZ}_{unique}.json.gz"
        return f"{self._folder(account, 'CloudTrail', region, delivered)}/{name}"

    def digest_key(self, account: str, region: str, end: datetime, *, backfill: bool) -> str:
        """Name a digest that ends at a second."""
        whose = f"{account}_CloudTrail-Digest_{region}_{self.name}_{self.home}"
        suffix = "_backfill" if backfill else ""
        folder = self._folder(account, "CloudTrail-Digest", region, end)
        return f"{folder}/{whose}_{end:%Y%m%dT%H%M%SZ}{suffix}.json.gz"

    def _folder(self, account: str, kind: str, region: str, at: datetime) -> str:
        owner = "/".join(filter(None, ("AWSLogs", self.organization, account)))
        return f"{owner}/{kind}/{region}/{at:%Y/%m/%d}"


# The trail of tests/demo/aws/123456789012.yaml.
QUILLHAVEN = Trail("quillhaven", "quillhaven-prod-cloudtrail", "us-east-1")


def compact(document: Any) -> bytes:
    """Write JSON as CloudTrail does, without blanks."""
    return json.dumps(document, separators=(",", ":")).encode()


def stamp(instant: datetime) -> str:
    """Write an instant as CloudTrail does, to the second."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
