"""Makes what a trail delivered over some days: log objects by the hour, and the digests that list them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.demo.emulated_cloudtrail.chain import Chain
from tests.demo.emulated_cloudtrail.deeds import (
    ALLOWED,
    DEEDS,
    STOPPED_DAY,
    STOPPED_HOUR,
    STOPPED_HOURS,
    STOPPED_MINUTE,
)
from tests.demo.emulated_cloudtrail.faulty import with_faults
from tests.demo.emulated_cloudtrail.keys import SigningKey
from tests.demo.emulated_cloudtrail.planted import ELSEWHERE
from tests.demo.emulated_cloudtrail.shapes import Event, event_id
from tests.demo.emulated_cloudtrail.traffic import HOME, PRODUCTION, SANDBOX, hour
from tests.demo.emulated_cloudtrail.trail import QUILLHAVEN, Stored, Trail, compact, stamp

HOUR = timedelta(hours=1)
_DELIVERED = timedelta(minutes=55)
# Digests end some minutes after the full hour, as AWS's do; the one of 23 o'clock ends on the next day.
_AFTER = timedelta(minutes=5, seconds=31)
_AT_ONCE = 4


@dataclass(frozen=True)
class Hour:
    """An hour of one account and Region as it would be without faults, and the span of its digest."""

    start: datetime
    day: int
    logs: tuple[Stored, ...]
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Delivery:
    """Everything delivered in ``days`` whole days before ``until``; equal by equal seeds.

    ``planted`` False leaves out every defect, which makes a chain that proves itself.
    """

    until: datetime
    days: int = 90
    seed: int = 7
    trail: Trail = QUILLHAVEN
    planted: bool = True

    @property
    def end(self) -> datetime:
        """Return the midnight (UTC) that ends the last day."""
        return self.until.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def date(self, day: int) -> date:
        """Return the date of a day counted back from the last (0)."""
        return (self.end - timedelta(days=day + 1)).date()

    @cached_property
    def keys(self) -> Mapping[str, SigningKey]:
        """Return the key pair of each Region."""
        return {region: SigningKey(self.seed, region) for region in (HOME, ELSEWHERE)}

    def public_keys(self, region: str) -> list[dict[str, Any]]:
        """Return what ListPublicKeys says in a Region, for the whole time."""
        key = self.keys[region]
        since = self.end - timedelta(days=self.days + 1)
        return [
            {
                "Value": key.public,
                "ValidityStartTime": since,
                "ValidityEndTime": self.end + timedelta(days=365),
                "Fingerprint": key.fingerprint,
            }
        ]

    def objects(self) -> Iterator[Stored]:
        """Yield every object, account by account and Region by Region, in the order of delivery."""
        for account in (PRODUCTION, SANDBOX):
            for region in (HOME, ELSEWHERE):
                yield from self._of(account, region)

    def put(self, s3: Any, only: Iterable[date] = (), account: str = "") -> int:
        """Store the objects (of some dates in their keys, of one account) in a bucket; count them."""
        folders = tuple(f"/{each:%Y/%m/%d}/" for each in only)
        wanted = [
            each
            for each in self.objects()
            if f"/{account}" in each.key and (not folders or any(f in each.key for f in folders))
        ]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(lambda each: self._store(s3, each), wanted):
                pass
        return len(wanted)

    def _store(self, s3: Any, stored: Stored) -> None:
        s3.put_object(
            Bucket=self.trail.bucket,
            Key=stored.key,
            Body=stored.body,
            Metadata=dict(stored.metadata),
            ContentType="application/json",
            ContentEncoding="gzip",
        )

    def _of(self, account: str, region: str) -> Iterator[Stored]:
        chain = Chain(self.trail, account, region, self.keys[region])
        hours = (
            self._hour(account, region, self.end - HOUR * back)
            for back in range(24 * self.days, 0, -1)
        )
        for each in hours:
            yield from self._delivered(chain, each)

    def _hour(self, account: str, region: str, start: datetime) -> Hour:
        day = (self.end - start - timedelta(seconds=1)).days
        name = f"{day}/{start.hour}"
        events = hour(self.seed, account, region, start, name)
        if self.planted and region == HOME:
            events += _deeds(account, day, start)
        logs = (self.log(account, region, start + _DELIVERED, events, name),) if events else ()
        return Hour(start, day, logs, start + _AFTER, start + HOUR + _AFTER)

    def log(
        self, account: str, region: str, delivered: datetime, events: list[Event], name: str
    ) -> Stored:
        """Make a log object; ``name`` tells it from others of the same minute."""
        unique = event_id(f"{self.seed}/{account}/{region}/{name}").replace("-", "")[:16]
        key = self.trail.log_key(account, region, delivered, unique)
        return Stored(key, compact({"Records": events}), delivered)

    def _delivered(self, chain: Chain, each: Hour) -> Iterable[Stored]:
        if not self.planted:
            return (*each.logs, chain.digest(each.begins, each.ends, each.logs))
        stopped = _stopped(each)
        if stopped is not None:
            return _while_stopped(self, chain, each, *stopped)
        return with_faults(self, chain, each)


def _deeds(account: str, day: int, start: datetime) -> list[Event]:
    midnight = start.replace(hour=0)
    return [
        each.event(midnight)
        for each in (*DEEDS, *ALLOWED)
        if (each.account, each.day, each.hour) == (account, day, start.hour)
    ]


def _stopped(each: Hour) -> tuple[datetime, datetime] | None:
    """Return from when until when logging was off, if that touches the hour's digest."""
    if each.day != STOPPED_DAY:
        return None
    at = each.start.replace(hour=STOPPED_HOUR, minute=STOPPED_MINUTE)
    again = at + HOUR * STOPPED_HOURS
    return (at, again) if each.begins < again and at < each.ends else None


def _while_stopped(
    delivery: Delivery, chain: Chain, each: Hour, at: datetime, again: datetime
) -> Iterable[Stored]:
    """Deliver what came before the stop, nothing during it, and begin a new chain after it."""
    if each.begins < at:
        # AWS closes the chain with a digest that ends when logging does.
        logs = tuple(_cut(delivery, chain, log, each.start, at) for log in each.logs)
        return (*logs, chain.digest(each.begins, at, logs))
    chain.restart()
    if again < each.ends:
        logs = tuple(_cut(delivery, chain, log, again, each.ends) for log in each.logs)
        return (*logs, chain.digest(again, each.ends, logs))
    return ()


def _cut(delivery: Delivery, chain: Chain, log: Stored, start: datetime, end: datetime) -> Stored:
    """Make the object anew with the events of ``[start, end)`` alone, delivered before the end."""
    kept = [
        each
        for each in json.loads(log.content)["Records"]
        if stamp(start) <= each["eventTime"] < stamp(end)
    ]
    delivered = min(log.delivered, end - timedelta(seconds=20))
    return delivery.log(chain.account, chain.region, delivered, kept, log.key)
