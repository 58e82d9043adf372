"""Applications' own logs of a day, read from JSON lines in S3: who did what to which resource when.

Where they lie, scope.yaml says by account; nothing proves that an application wrote down all that it did. A
line belongs to the day in whose folder it lies, as one without a time zone belongs to no other. What nobody
can read makes the day inconclusive, never smaller. The raw answers stay in the bucket, named by key and hash.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from include.model.application_log import ApplicationLog
from include.model.dataset import Nature, Source
from include.model.errors import Cause, SourceIncomplete
from include.model.interval import DAY, Interval
from include.model.scope import ScopeKind
from include.sources.aws._application_datasets import EVENTS, OBJECTS
from include.sources.aws._application_lines import Line, Unreadable, lines
from include.sources.aws._client import Aws, required
from include.sources.aws._delivery_lists import LIST, pages
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(EVENTS, OBJECTS),
    late_days=3,
    is_delivered=True,
)
_Row = dict[str, Any]


def collect(aws: Aws, into: Collection) -> None:
    """Read every line in the folders of the window, and account for every object in them."""
    with into.reading(EVENTS, OBJECTS):
        objects: list[_Row] = []
        for log in _logs(aws):
            for listed in _listed(aws, log, into.interval):
                row, events = _read(aws, log, listed)
                objects.append(row)
                into.expect(EVENTS, len(events))
                into.add(EVENTS, events)
        into.expect(EVENTS, 0)
        into.add(EVENTS, [])
        into.expect(OBJECTS, len(objects))
        into.add(OBJECTS, objects)
        holes = [row for row in objects if row["status"] == "quarantined"]
        if holes:
            into.unreadable(EVENTS, _words(holes))


def _logs(aws: Aws) -> tuple[ApplicationLog, ...]:
    if aws.application_logs is None:
        msg = (
            f"{aws.account_id}: scope.yaml does not say where applications write down who did what; name "
            "their application_logs beside the account, or write `application_logs: []` where there are none"
        )
        raise SourceIncomplete(msg, cause=Cause.NOT_KEPT)
    return aws.application_logs


def _listed(aws: Aws, log: ApplicationLog, window: Interval) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the window's folders; the key of a folder itself is none."""
    day = window.start
    while day < window.end:
        for page in pages(aws, Bucket=log.bucket, Prefix=log.folder_of(day.date())):
            for each in page.get("Contents", ()):
                if not str(each["Key"]).endswith("/"):
                    yield each
        day += DAY


def _read(aws: Aws, log: ApplicationLog, listed: Mapping[str, Any]) -> tuple[_Row, list[_Row]]:
    key, size = listed["Key"], required(listed, "Size", LIST)
    answer = aws.refer("s3", "GetObject", Bucket=log.bucket, Key=key)
    body: bytes = required(answer, "Body", "GetObject")
    if len(body) != size:
        msg = f"s3://{log.bucket}/{key}: {len(body)} of {size} bytes came; run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
    row = {
        "application": log.application,
        "bucket": log.bucket,
        "key": key,
        "etag": listed.get("ETag"),
        "version_id": answer.get("VersionId"),
        "size": size,
        "last_modified": required(listed, "LastModified", LIST),
        "sha256": sha256(body).hexdigest(),
        "status": "read",
        "reason": None,
        "lines": None,
        "kept": 0,
        "quarantined": 0,
    }
    try:
        came = list(lines(log, key, body))
    except Unreadable as error:
        return row | {"status": "quarantined", "reason": str(error)}, []
    kept = [_event(row, each) for each in came if each.says is not None]
    broken = [each for each in came if each.says is None]
    row |= {"lines": len(came), "kept": len(kept), "quarantined": len(broken)}
    if broken:
        reason = f"line {broken[0].number}: {broken[0].reason}"
        row |= {"status": "quarantined", "reason": reason}
    return row, kept


def _event(row: _Row, line: Line) -> _Row:
    place = f"{row['bucket']}/{row['key']}"
    return {
        "event_id": f"{place}:{line.number}",
        "application": row["application"],
        "object_key": place,
        "line": line.number,
        "object_sha256": row["sha256"],
        **(line.says or {}),
    }


def _words(holes: list[_Row]) -> str:
    """Name the first object of which something can't be read, and say how many there are."""
    first = holes[0]
    others = f" and {len(holes) - 1} more" if len(holes) > 1 else ""
    return (
        f"{first['bucket']}/{first['key']} (SHA-256 {first['sha256']}){others} can't be read: "
        f"{first['reason']}; restore what the application wrote, then run again"
    )
