"""Puts what a look at the whole locker found on record, by the seal that each problem stands under."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from include.locker import verify
from include.locker.encoding import encode_parquet
from include.locker.store import Locker
from include.model.dataset import UTC_TIMESTAMP
from include.model.frozen import sha256
from include.model.integrity import VerificationRecord
from include.model.interval import utc_now
from include.model.reference import Run

SEALS = pa.schema(
    [
        pa.field("seal", pa.string(), nullable=False),
        pa.field("entries", pa.int64(), nullable=False),
        pa.field("files", pa.int64(), nullable=False),
        pa.field("problems", pa.int64()),
        pa.field("places", pa.list_(pa.string())),
        pa.field("has_time_token", pa.bool_()),
        pa.field("verified_at", UTC_TIMESTAMP, nullable=False),
    ]
)


def record_verification(
    locker: Locker,
    found: verify.Verification,
    *,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> VerificationRecord:
    """Append what a verification found; the record is evidence and sealed like any other."""
    verified_at = clock()
    table = pa.Table.from_pylist(list(_seals(found, verified_at)), schema=SEALS)
    content = encode_parquet(table)
    with locker.draft() as draft:
        path = f"verdicts/verifications/date={verified_at:%Y-%m-%d}/{sha256(content)[:16]}.parquet"
        record = VerificationRecord(
            verified_at=verified_at,
            through=max((number for number, *_ in found.entries), default=0),
            sealed_through=found.sealed_through,
            problems=len(found.problems),
            notes=tuple(found.notes),
            seals=draft.add(path, content),
            run=run,
        )
        draft.commit(record)
    return record


def _seals(found: verify.Verification, verified_at: datetime) -> Iterator[dict[str, Any]]:
    """Yield a row per seal, and one for the rest: each problem stands with the seal that covers it."""
    ranges = [
        (record["first"], record["last"], bool(record["time_token"]))
        for _, _, record in found.entries
        if record.get("kind") == "seal" and {"first", "last", "time_token"} <= set(record)
    ]
    owner = {
        path: number
        for number, _, record in reversed(found.entries)
        for path, _ in verify.references(record)
    }
    owner |= {f"log/{number:09d}.json": number for number, *_ in found.entries}
    problems = [(owner.get(place), f"{place}: {problem}") for place, problem in found.problems]
    last = max((end for _, end, _ in ranges), default=0)
    rows = [(f"entries {a} to {b}", range(a, b + 1), token) for a, b, token in ranges]
    rest = range(last + 1, max((n for n, *_ in found.entries), default=0) + 1)
    rows.append(("not sealed yet", rest, False))
    for name, covered, token in rows:
        is_rest = name == "not sealed yet"
        places = [text for n, text in problems if n in covered or (is_rest and n is None)]
        yield {
            "seal": name,
            "entries": len(covered),
            "files": sum(number in covered for number in owner.values()),
            "problems": len(places),
            "places": places,
            "has_time_token": token,
            "verified_at": verified_at,
        }
