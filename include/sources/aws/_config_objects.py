"""Finds what AWS Config delivered around the end of a day, and reads it; nothing of it passes unseen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from include.model.config_delivery import ConfigDelivery
from include.model.errors import Cause, SourceIncomplete
from include.model.interval import DAY
from include.sources.aws._client import Aws, required
from include.sources.aws._cloudtrail_inflate import Unreadable
from include.sources.aws._config_items import TYPES, Items, items_of
from include.sources.aws._delivery_lists import LIST, pages

Row = dict[str, Any]
_STAMP = "%Y%m%dT%H%M%SZ"
_SNAPSHOT = re.compile(r"^\d{12}_Config_[a-z0-9-]+_ConfigSnapshot_(\d{8}T\d{6}Z)_[^/]+\.json\.gz$")
_HISTORY = re.compile(
    r"^\d{12}_Config_[a-z0-9-]+_ConfigHistory_([A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+)"
    r"_\d{8}T\d{6}Z_\d{8}T\d{6}Z_\d+\.json\.gz$"
)


@dataclass(frozen=True)
class Listed:
    """An object of a Region's folders as its bucket lists it.

    ``taken_at`` is a snapshot's alone, ``resource_type`` a history file's; neither where the name is none of
    AWS Config's.
    """

    bucket: str
    region: str
    taken_at: datetime | None
    resource_type: str | None
    answer: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Return the object's key."""
        return str(self.answer["Key"])

    @property
    def kind(self) -> str:
        """Return ``snapshot``, ``history`` or ``foreign``."""
        if self.taken_at:
            return "snapshot"
        return "history" if self.resource_type else "foreign"

    @property
    def place(self) -> str:
        """Return ``bucket/key``."""
        return f"{self.bucket}/{self.key}"


class Objects:
    """What one Region delivered; each object that is read leaves a row, a quarantined one with the reason."""

    def __init__(self, aws: Aws, delivery: ConfigDelivery, region: str) -> None:
        """Look into the folders of a Region."""
        self._aws, self._delivery, self._region = aws, delivery, region
        self._home = delivery.home(aws.account_id)
        self.rows: dict[str, Row] = {}

    def snapshots(self, start: datetime, end: datetime) -> list[Listed]:
        """List the snapshots that were taken from ``start`` to ``end``, oldest first."""
        dated = ((each.taken_at, each) for each in self._listed("ConfigSnapshot", start, end))
        found = [(at, each.key, each) for at, each in dated if at and start <= at <= end]
        return [each for _, _, each in sorted(found, key=lambda one: one[:2])]

    def histories(self, start: datetime, end: datetime) -> list[Listed]:
        """List the history files in the folders of ``start`` to ``end`` that can hold what is read."""
        return sorted(self._listed("ConfigHistory", start, end), key=lambda each: each.key)

    def read(self, each: Listed) -> Items | None:
        """Return an object's items, or None where it cannot even be counted what it holds."""
        size = required(each.answer, "Size", LIST)
        got = self._aws.refer("s3", "GetObject", Bucket=each.bucket, Key=each.key)
        body: bytes = required(got, "Body", "GetObject")
        if len(body) != size:
            msg = f"s3://{each.place}: {len(body)} of {size} bytes came; run again"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
        row = self.rows[each.key] = self._row(each, got, body)
        try:
            items = self._items(each, body)
        except Unreadable as error:
            row |= {"status": "quarantined", "reason": str(error)}
            return None
        row |= {"items": items.counted, "quarantined": items.unreadable, "kept": len(items.items)}
        if items.unreadable:
            row |= {"status": "quarantined", "reason": items.reason}
        return items

    def _items(self, each: Listed, body: bytes) -> Items:
        if each.kind == "foreign":
            raise Unreadable("foreign: its name is none that AWS Config gives")
        return items_of(body, each.key, self._aws.account_id)

    def _listed(self, folder: str, start: datetime, end: datetime) -> Iterator[Listed]:
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= end:
            # Month and day have no leading zeros.
            prefix = f"{self._home}{self._region}/{day.year}/{day.month}/{day.day}/{folder}/"
            for page in pages(self._aws, Bucket=self._delivery.bucket, Prefix=prefix):
                for each in page.get("Contents", ()):
                    yield from self._named(folder, each)
            day += DAY

    def _named(self, folder: str, answer: Mapping[str, Any]) -> Iterator[Listed]:
        """Yield an object that may hold what is read: of a known type, or of a name that nobody knows."""
        name = str(required(answer, "Key", LIST)).rpartition("/")[2]
        taken_at, resource_type = None, None
        if folder == "ConfigSnapshot":
            snapshot = _SNAPSHOT.match(name)
            taken_at = snapshot and datetime.strptime(snapshot[1], _STAMP).replace(tzinfo=UTC)
        elif history := _HISTORY.match(name):
            resource_type = history[1]
        # The key of a folder itself names nothing.
        if name and (resource_type is None or resource_type in TYPES):
            yield Listed(self._delivery.bucket, self._region, taken_at, resource_type, answer)

    def _row(self, each: Listed, got: Mapping[str, Any], body: bytes) -> Row:
        return {
            "bucket": each.bucket,
            "key": each.key,
            "region": each.region,
            "kind": each.kind,
            "etag": each.answer.get("ETag"),
            "version_id": got.get("VersionId"),
            "size": each.answer["Size"],
            "last_modified": required(each.answer, "LastModified", LIST),
            "taken_at": each.taken_at,
            "sha256": sha256(body).hexdigest(),
            "status": "read",
            "reason": None,
            "items": None,
            "kept": 0,
            "quarantined": 0,
        }
