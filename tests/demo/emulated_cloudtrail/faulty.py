"""Faults of delivery: what is deleted, edited, unlisted, doubled, late, malformed, or listed afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.demo.emulated_cloudtrail.planted import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.demo.emulated_cloudtrail.chain import Chain
    from tests.demo.emulated_cloudtrail.delivery import Delivery, Hour
    from tests.demo.emulated_cloudtrail.trail import Stored

_BACKFILLED_AFTER = timedelta(hours=3)


def with_faults(delivery: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    """Yield the objects of an hour, with what is planted in it."""
    where = (hour.day, hour.start.hour, chain.account, chain.region)
    kind = next(
        (each.kind for each in FAULTS if (each.day, each.hour, each.account, each.region) == where),
        None,
    )
    if kind is None:
        yield from hour.logs
        yield chain.digest(hour.begins, hour.ends, hour.logs)
        return
    yield from _FAULTS[kind](delivery, chain, hour)


def _deleted_digest(_: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    # Made and named by the one after it, and not there.
    yield from hour.logs
    chain.digest(hour.begins, hour.ends, hour.logs)


def _edited_log(_: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    (log,) = hour.logs
    records = json.loads(log.content)["Records"]
    records[0]["sourceIPAddress"] = "203.0.113.99"
    yield replace(log, content=json.dumps({"Records": records}).encode())
    yield chain.digest(hour.begins, hour.ends, hour.logs)


def _unlisted_log(_: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    yield from hour.logs
    yield chain.digest(hour.begins, hour.ends, ())


def _duplicate(delivery: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    # AWS delivers at least once: the same events in a second object, which is listed as well.
    (log,) = hour.logs
    again = delivery.log(
        chain.account,
        chain.region,
        log.delivered + timedelta(minutes=2),
        json.loads(log.content)["Records"],
        f"{hour.day}/{hour.start.hour}/again",
    )
    yield from (log, again)
    yield chain.digest(hour.begins, hour.ends, (log, again))


def _late(delivery: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    # Delivered after midnight, before the hour's digest ends.
    (log,) = hour.logs
    late = delivery.log(
        chain.account,
        chain.region,
        hour.start + timedelta(minutes=63),
        json.loads(log.content)["Records"],
        f"{hour.day}/{hour.start.hour}/late",
    )
    yield late
    yield chain.digest(hour.begins, hour.ends, (late,))


def _malformed(_: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    # Broken off in the middle when it was written: its digest lists what is there.
    logs = tuple(replace(log, content=log.content[: len(log.content) // 2]) for log in hour.logs)
    yield from logs
    yield chain.digest(hour.begins, hour.ends, logs)


def _backfilled(_: Delivery, chain: Chain, hour: Hour) -> Iterator[Stored]:
    yield from hour.logs
    yield chain.digest(hour.begins, hour.ends, ())
    generated = hour.ends + _BACKFILLED_AFTER
    yield chain.backfill(hour.begins, hour.ends, hour.logs, generated)


_FAULTS = {
    "deleted_digest": _deleted_digest,
    "edited_log": _edited_log,
    "unlisted_log": _unlisted_log,
    "duplicate": _duplicate,
    "late": _late,
    "malformed": _malformed,
    "backfilled": _backfilled,
}
