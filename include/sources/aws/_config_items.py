"""Takes a file of AWS Config apart: one configuration item per state that a resource was recorded in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from json import JSONDecodeError, loads
from typing import Any

import msgspec

from include.sources.aws._cloudtrail_inflate import Unreadable, inflate
from include.sources.aws._cloudtrail_records import UNDECODABLE

BUCKET, ACCOUNT_BLOCK = "AWS::S3::Bucket", "AWS::S3::AccountPublicAccessBlock"
USER, GROUP, ROLE, POLICY = (f"AWS::IAM::{each}" for each in ("User", "Group", "Role", "Policy"))
OUTCOME = "AWS::Config::ResourceCompliance"
TYPES = (BUCKET, ACCOUNT_BLOCK, USER, GROUP, ROLE, POLICY, OUTCOME)

_THERE = frozenset({"OK", "ResourceDiscovered"})
_GONE = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
_UNKNOWN = frozenset({"ResourceNotRecorded"})
_NESTED = 3
Resource = tuple[str, str]


class Item(msgspec.Struct, rename="camel", kw_only=True, frozen=True):
    """One configuration item, as far as it is kept; what varies by type stays JSON until it is asked for."""

    resource_type: str
    resource_id: str
    resource_name: str | None = None
    arn: str | None = msgspec.field(name="ARN", default=None)
    captured_text: str = msgspec.field(name="configurationItemCaptureTime")
    status: str = msgspec.field(name="configurationItemStatus")
    state_id: int | str | None = msgspec.field(name="configurationStateId", default=None)
    region: str | None = msgspec.field(name="awsRegion", default=None)
    account_id: str | None = msgspec.field(name="awsAccountId", default=None)
    tags: dict[str, str] | None = None
    configuration: msgspec.Raw = msgspec.Raw(b"null")
    supplementary: msgspec.Raw = msgspec.field(
        name="supplementaryConfiguration", default=msgspec.Raw(b"null")
    )

    @property
    def resource(self) -> Resource:
        """Return what it is about: type and id."""
        return self.resource_type, self.resource_id

    @property
    def captured_at(self) -> datetime:
        """Return when the state was recorded; ``Unreadable`` where nobody can tell."""
        return instant(self.captured_text)

    @property
    def order(self) -> tuple[datetime, int]:
        """Return what puts two items of one resource in order: the later one was recorded later."""
        return self.captured_at, int(self.state_id or 0)

    @property
    def is_there(self) -> bool:
        """Tell whether the resource existed, and was recorded."""
        return self.status in _THERE

    @property
    def is_gone(self) -> bool:
        """Tell whether the resource was deleted."""
        return self.status in _GONE


class _File(msgspec.Struct, rename="camel"):
    configuration_items: list[msgspec.Raw]


_FILE, _ITEM = msgspec.json.Decoder(_File), msgspec.json.Decoder(Item)


@dataclass
class Items:
    """What one file holds of the types that are read: items, how many nobody can read, and why the first."""

    items: list[Item] = field(default_factory=list)
    counted: int = 0
    unreadable: int = 0
    reason: str | None = None


def items_of(body: bytes, key: str, account_id: str) -> Items:
    """Decode every item of a delivered file.

    Raises:
        Unreadable: it is not gzip, not JSON, or no file of AWS Config: its items cannot even be counted.
    """
    try:
        parts = _FILE.decode(inflate(body, key)).configuration_items
    except msgspec.ValidationError as error:
        raise Unreadable(f"foreign: no file of AWS Config ({error})") from None
    except RecursionError:
        raise Unreadable("malformed: nested deeper than can be read") from None
    except UNDECODABLE as error:
        raise Unreadable(f"malformed: not JSON ({error})") from None
    found = Items(counted=len(parts))
    for number, part in enumerate(parts, 1):
        try:
            item = _item(part, account_id)
        except (Unreadable, *UNDECODABLE) as error:
            found.unreadable += 1
            found.reason = found.reason or f"malformed: item {number}: {error}"
            continue
        if item.resource_type in TYPES:
            found.items.append(item)
    return found


def instant(text: str) -> datetime:
    """Read an instant as AWS Config writes it, in UTC; ``Unreadable`` where it is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"{text[:40]!a} is no time") from None
    if read.tzinfo is None:
        raise Unreadable(f"{text[:40]!a} says no time zone")
    return read.astimezone(UTC)


def plain(raw: bytes) -> Any:
    """Read what an item holds; AWS Config writes some of it as a text that is JSON, once or twice.

    Raises:
        ValueError: it is not JSON, or nested deeper than can be read.
    """
    try:
        return told(loads(bytes(raw)))
    except RecursionError:
        raise ValueError("nested deeper than can be read") from None


def told(value: Any) -> Any:
    """Return a value that is written as a text of JSON as what it says; another text stays what it is."""
    for _ in range(_NESTED):
        if not isinstance(value, str) or value[:1] not in {"{", "[", '"'}:
            break
        try:
            value = loads(value)
        except (JSONDecodeError, RecursionError):
            break
    return value


def _item(part: msgspec.Raw, account_id: str) -> Item:
    item = _ITEM.decode(part)
    instant(item.captured_text)
    if item.status not in _THERE | _GONE | _UNKNOWN:
        raise Unreadable(f"status {item.status[:40]!a} is not known")
    if item.account_id not in {None, account_id}:
        raise Unreadable(f"it is of account {item.account_id}")
    if not str(item.state_id or 0).isdigit():
        raise Unreadable(f"configurationStateId {item.state_id!a} is no number")
    return item
