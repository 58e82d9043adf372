"""What the emulated company's applications wrote down on a day, and the defects that are planted in it.

Everybody is made up; a line is a request to the API. Written on demand, like CloudTrail's objects.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from include.model.account import AwsAccount

_PEOPLE = ("ines-duarte", "marek-oduya", "svc-checkout")
_HOURS = range(0, 24, 6)


def deliver(s3: Any, account: AwsAccount, day: date) -> int:
    """Store a day's objects where scope.yaml says that they lie; count them."""
    stored = 0
    for log in account.application_logs or ():
        for name, body in _OBJECTS[log.application](day):
            s3.put_object(Bucket=log.bucket, Key=f"{log.folder_of(day)}{name}", Body=body)
            stored += 1
    return stored


def _orders(day: date) -> Iterator[tuple[str, bytes]]:
    for hour in _HOURS:
        lines = [_order(day, hour, number) for number in range(3)]
        if hour == 6:
            lines[1]["time"] = f"{day}T06:01:00"
            del lines[2]["user"]
        if hour == 12:
            del lines[0]["client"]
        yield f"{hour:02d}.json.gz", gzip.compress(_written(lines), mtime=0)


def _order(day: date, hour: int, number: int) -> dict[str, Any]:
    return {
        "time": f"{day}T{hour:02d}:{number:02d}:00+01:00",
        "user": {"id": _PEOPLE[number]},
        "action": "read",
        "resource": f"order/{1000 + hour + number}",
        "client": {"ip": f"192.0.2.{10 + number}"},
    }


def _search(day: date) -> Iterator[tuple[str, bytes]]:
    lines = [
        {
            "time": f"{day}T09:00:00Z",
            "actor": "svc-search",
            "action": "query",
            "resource": "index/customers",
            "source_address": "192.0.2.40",
            "data_class": "confidential",
        },
        # Of the catalogue, which is public: nobody asks who read it.
        {"time": f"{day}T09:00:01Z", "action": "query", "data_class": "public"},
        {"time": f"{day}T09:00:02Z", "actor": "svc-search", "data_class": "confidential"},
        {
            "time": f"{day}T09:00:03Z",
            "actor": "svc-search",
            "action": "query",
            "resource": "index/tickets",
            "source_address": "192.0.2.40",
        },
    ]
    yield "search.json", _written(lines) + b'{"time": "broken'


def _playground(day: date) -> Iterator[tuple[str, bytes]]:
    line = {"time": f"{day}T10:00:00Z", "actor": "ines-duarte", "action": "read"}
    yield "10.json", _written([line | {"resource": "copy/orders", "source_address": "192.0.2.50"}])


def _written(lines: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


_OBJECTS = {"orders": _orders, "search": _search, "playground": _playground}
