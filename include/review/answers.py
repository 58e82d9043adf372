"""Takes what a reviewer hands in: the packet's table with decisions and reasons, whole or not at all."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from include.locker import Locker
from include.locker.encoding import encode_parquet, harmless
from include.model.errors import Refused
from include.model.frozen import sha256
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.model.review import ReviewAnswer, StartedReview
from include.review.found import started
from include.review.owning import Key, key_of, named
from include.review.packets import DECISIONS

ANSWER = pa.schema(
    [
        pa.field(name, pa.string(), nullable=False)
        for name in ("system", "scope_id", "account", "decision", "reason")
    ]
)
_SAID = 12


def answer(
    locker: Locker,
    review: str,
    content: bytes,
    *,
    decided_by: str,
    run: Run,
    answered_as: str | None = None,
    answered_at: datetime | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record what came as it came, and the decisions in it; with a mistake in it none of them counts.

    Rows that are not filled in stay open: a table can be handed in again, and its last decisions count.

    Raises:
        Refused: there is no such review, or nobody of that name reviews anything in it.
    """
    number, record = started(locker, review)
    theirs = _packet(locker, record, decided_by)
    decisions, problems = read_form(content, theirs)
    now = clock()
    place = f"reviews/{review}/answers/{now:%Y%m%dT%H%M%S%f}-{sha256(content)[:12]}"
    with locker.draft() as draft:
        taken = None
        if not problems:
            table = pa.Table.from_pylist(decisions, schema=ANSWER)
            taken = draft.add(f"{place}.parquet", encode_parquet(table))
        return draft.commit(
            ReviewAnswer(
                started=number,
                review=review,
                decided_by=theirs[0]["reviewer"],
                answered_as=answered_as,
                answered_at=answered_at or now,
                problems=tuple(problems),
                answer=draft.add(f"{place}.csv", content),
                decisions=taken,
                recorded_at=now,
                run=run,
            )
        )


def read_form(
    content: bytes, theirs: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, str]], list[str]]:
    """Return the decisions of a filled-in table, and each of its mistakes with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [f"byte {error.start + 1} is not UTF-8; save the table as CSV in UTF-8"]
    head = text.splitlines()[0] if text.strip() else ""
    # Where a comma is what decimals have, spreadsheets put semicolons between cells.
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    missing = [name for name in ANSWER.names if name not in (reader.fieldnames or ())]
    if missing:
        return [], [f"line 1: no column {missing[0]}; hand in the table that came with the packet"]
    known = {name: row for row in theirs for name in _spellings(row)}
    seen: set[Key] = set()
    decisions, problems = [], []
    for cells in reader:
        row = {name: (cells[name] or "").strip() for name in ANSWER.names}
        if not row["decision"] and not row["reason"]:
            continue
        found = known.get(key_of(row))
        mistake = _mistake(row, found, seen)
        if mistake or found is None:
            problems.append(f"line {reader.line_num}: {mistake}")
            continue
        seen.add(key_of(found))
        own = {name: found[name] for name in ("system", "scope_id", "account")}
        decisions.append({**own, "decision": row["decision"].lower(), "reason": row["reason"]})
    if not decisions and not problems:
        problems.append("nothing is decided in it; fill in the columns decision and reason")
    more = len(problems) - _SAID
    return decisions, problems[:_SAID] + ([f"and {more} more"] if more > 0 else [])


def _mistake(row: Mapping[str, str], found: Mapping[str, Any] | None, seen: set[Key]) -> str | None:
    name = named(row)
    if found is None:
        return f"{name} is not in this packet"
    if key_of(found) in seen:
        return f"{name} stands twice"
    if row["decision"].lower() not in DECISIONS:
        return f"{name}: {row['decision'] or 'no decision'}; expected {', '.join(DECISIONS)}"
    if not row["reason"]:
        return f"{name}: no reason; say why in a few words"
    return None


def _packet(locker: Locker, record: StartedReview, person: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = locker.table(record.accounts).to_pylist()
    theirs = [row for row in rows if row["reviewer"].casefold() == person.casefold()]
    if not theirs:
        names = ", ".join(each.reviewer for each in record.packets)
        raise Refused(f"{person} reviews nothing in {record.review}; its reviewers are {names}")
    return theirs


def _spellings(row: Mapping[str, Any]) -> Iterator[Key]:
    """Yield an account's name as it is, and as a spreadsheet is given it."""
    yield key_of(row)
    yield key_of({name: harmless(row[name]) for name in ("system", "scope_id", "account")})
