"""Finds the objects of CloudTrail that can hold events of an account and a window, and gets them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from include.model.errors import Cause, SourceIncomplete
from include.model.interval import DAY, Interval
from include.sources.aws._client import Aws, required
from include.sources.aws._delivery_lists import LIST, folders, homes, pages

# An object of the day before can hold an event of the window only by a clock that is off.
_CLOCKS_DIFFER = timedelta(minutes=15)
_NAME = re.compile(r"^\d{12}_CloudTrail_[a-z0-9-]+_(\d{8}T\d{4}Z)_[A-Za-z0-9]+\.json(\.gz)?$")
_STAMP = "%Y%m%dT%H%MZ"


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a list names it; ``delivered_at`` is None where its name is none of CloudTrail's."""

    bucket: str
    key: str
    etag: str | None
    size: int
    last_modified: datetime
    region: str
    delivered_at: datetime | None

    @property
    def place(self) -> str:
        """Return ``bucket/key``."""
        return f"{self.bucket}/{self.key}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """An object as it came."""

    listed: Listed
    version_id: str | None
    body: bytes


class Row(msgspec.Struct, gc=False, kw_only=True):
    """What became of an object: a row of ``aws_cloudtrail_objects``, smaller than as a dictionary."""

    bucket: str
    key: str
    etag: str | None
    version_id: str | None
    size: int
    last_modified: datetime
    region: str | None
    delivered_at: datetime | None
    sha256: str
    status: str = "read"
    reason: str | None = None
    events: int | None = None
    kept: int = 0
    duplicates: int = 0
    outside: int = 0
    quarantined: int = 0

    @property
    def place(self) -> str:
        """Return ``bucket/key``."""
        return f"{self.bucket}/{self.key}"


def listed(aws: Aws, window: Interval) -> Iterator[Listed]:
    """Yield every object that can hold events of a window: of its day, the next, and just before it.

    Raises:
        SourceIncomplete: no trail delivers to a bucket, or a list came without its end.
    """
    for bucket, home in _homes(aws):
        root = f"{home}CloudTrail/"
        for region in folders(aws, bucket, root):
            for day, after in _days(window):
                folder = f"{root}{region}/{day:%Y/%m/%d}/"
                name = f"{aws.account_id}_CloudTrail_{region}_{after:{_STAMP}}" if after else ""
                for each in _objects(aws, bucket, folder, f"{folder}{name}"):
                    yield _listed(bucket, region, each)


def get(aws: Aws, each: Listed) -> Delivered:
    """Get an object, whole."""
    answer = aws.refer("s3", "GetObject", Bucket=each.bucket, Key=each.key)
    return Delivered(each, answer.get("VersionId"), answer["Body"])


def _homes(aws: Aws) -> list[tuple[str, str]]:
    """List the buckets and folders to which the account's trails deliver, each once."""
    answer = aws.call("cloudtrail", "DescribeTrails", includeShadowTrails=True)
    found = {
        (required(trail, "S3BucketName", "DescribeTrails"), home): None
        for trail in required(answer, "trailList", "DescribeTrails")
        for home in homes(aws, trail)
    }
    if not found:
        msg = f"{aws.account_id}: no trail delivers events to a bucket; create one, then run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="NoTrail")
    return list(found)


def _days(window: Interval) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield the days whose folders can hold events of the window, and from when on."""
    yield window.start - DAY, window.start - _CLOCKS_DIFFER
    yield window.start, None
    yield window.end, None


def _objects(aws: Aws, bucket: str, folder: str, after: str) -> Iterator[dict[str, Any]]:
    for page in pages(aws, Bucket=bucket, Prefix=folder, StartAfter=after):
        yield from page.get("Contents", ())


def _listed(bucket: str, region: str, each: dict[str, Any]) -> Listed:
    key = required(each, "Key", LIST)
    stamp = _NAME.match(key.rpartition("/")[2])
    return Listed(
        bucket=bucket,
        key=key,
        etag=each.get("ETag"),
        size=required(each, "Size", LIST),
        last_modified=required(each, "LastModified", LIST),
        region=region,
        delivered_at=_stamp(stamp[1]) if stamp else None,
    )


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
