"""Registers under an S3 prefix, read with the credentials of an account in scope.

A file is the object's last version; which one that was goes into evidence, so that it can be read again
where the bucket keeps versions. Folders under the prefix are not looked into.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from include.model.errors import Cause, SourceIncomplete
from include.sources.aws import Aws
from include.sources.registers._place import Kept

_LIST = "ListObjectsV2"
_NO_VERSIONS = "null"


@dataclass(frozen=True)
class Bucket:
    """A prefix of a bucket."""

    aws: Aws
    address: str

    def where(self, name: str) -> str:
        """Return ``s3://bucket/prefix/file``."""
        return f"{self.address.rstrip('/')}/{name}"

    def names(self) -> tuple[str, ...]:
        """List the objects right under the prefix; none at all is a mistake, not an empty place."""
        bucket, prefix = self._split("")
        page = self.aws.call("s3", _LIST, Bucket=bucket, Prefix=prefix, Delimiter="/") or {}
        found = [each.get("Key", "")[len(prefix) :] for each in page.get("Contents", ())]
        came = len(found) + len(page.get("CommonPrefixes", ()))
        if page.get("IsTruncated") or page.get("KeyCount") != came:
            msg = (
                f"{self.where('')}: S3 did not list everything; keep fewer than 1000 objects there"
            )
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
        if not any(found):
            msg = f"{self.where('')}: no object is there; mend registers.s3 of scope.yaml"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
        return tuple(sorted(each for each in found if each))

    def read(self, name: str) -> Kept:
        """Read an object's last version."""
        bucket, key = self._split(name)
        # The key comes first: an error names the first thing that was asked for.
        answer = self.aws.refer("s3", "GetObject", Key=key, Bucket=bucket)
        if "Body" not in answer:
            msg = f"{self.where(name)}: the object came without content; run again"
            raise SourceIncomplete(msg, cause=Cause.MALFORMED)
        version = answer.get("VersionId")
        # S3 says so of what was written while the bucket kept no versions.
        version = None if version == _NO_VERSIONS else version
        return Kept(
            answer["Body"],
            partial(self._changed, answer, version),
            {"bucket": bucket, "key": key, "version_id": version},
        )

    def _changed(self, answer: Mapping[str, Any], version: str | None) -> dict[str, Any]:
        return {
            "place": self.address,
            "is_committed": False,
            "version_id": version,
            "modified_at": answer.get("LastModified"),
        }

    def _split(self, name: str) -> tuple[str, str]:
        bucket, _, prefix = self.address.removeprefix("s3://").partition("/")
        prefix = prefix.rstrip("/")
        return bucket, f"{prefix}/{name}" if prefix else name
