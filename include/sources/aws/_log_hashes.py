"""Hashes of log objects: of what they hold, as digests state it, and of their bytes, as events were read."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

import pyarrow.parquet as pq

from include.model.errors import Cause, SourceIncomplete
from include.sources.aws._client import Aws
from include.sources.aws._cloudtrail_inflate import Unreadable, inflate
from include.sources.aws._digest_datasets import OBJECTS
from include.sources.aws._trail_places import Listed
from include.sources.collection import Collection

# An object that is still the same: bucket, key and entity tag.
Same = tuple[str, str, str]


class Hashes(NamedTuple):
    """Hashes of one object; ``content_sha256`` is None where it cannot be uncompressed."""

    content_sha256: str | None
    sha256: str | None


NO_HASHES = Hashes(None, None)


def earlier_hashes(into: Collection) -> dict[Same, Hashes]:
    """Return what earlier revisions of the window found: what did not change is not read again."""
    return {
        (row["bucket"], row["key"], row["etag"]): Hashes(row["content_sha256"], row["sha256"])
        for path in into.earlier(OBJECTS)
        for row in pq.read_table(path, partitioning=None).to_pylist()
        if row["etag"] and row["sha256"]
    }


def hashes(aws: Aws, bucket: str, key: str, listed: Listed, known: Mapping[Same, Hashes]) -> Hashes:
    """Return an object's hashes; it is read unless they are known.

    Raises:
        SourceIncomplete: it came shorter or longer than it is listed.
    """
    found = known.get((bucket, key, listed.etag or ""))
    if found:
        return found
    body: bytes = aws.refer("s3", "GetObject", Bucket=bucket, Key=key)["Body"]
    if len(body) != listed.size:
        msg = f"s3://{bucket}/{key}: {len(body)} of {listed.size} bytes came; run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
    try:
        content = sha256(inflate(body, key)).hexdigest()
    except Unreadable:
        content = None
    return Hashes(content, sha256(body).hexdigest())
