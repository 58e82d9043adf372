"""Follows what was decided until the systems show it: a revoked account is gone, rights are others."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from include.control_tests.schemas import OBSERVED_AT
from include.locker import Locker
from include.locker.encoding import encode_parquet
from include.model.dataset import UTC_TIMESTAMP, column
from include.model.errors import Refused
from include.model.frozen import sha256
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.model.review import ReviewFollowUp, StartedReview
from include.model.scope import ScopeFile
from include.review.found import conclusion, follow_ups, manifests
from include.review.listing import shown
from include.review.lists import LISTS, lists_of
from include.review.observed import ask, see
from include.review.owning import Key, key_of, named
from include.review.standing import Decided, standing

FOLLOWED = pa.schema(
    [
        column("system", pa.string(), "`aws`, `github` or another system.", nullable=False),
        column("scope_id", pa.string(), "Account or organisation there.", nullable=False),
        column("account", pa.string(), "Name of the account.", nullable=False),
        column("decision", pa.string(), "`revoke` or `change`.", nullable=False),
        column("decided_at", UTC_TIMESTAMP, "When it was decided.", nullable=False),
        column("is_done", pa.bool_(), "Whether the system shows it; null: not known."),
        column("last_seen_at", UTC_TIMESTAMP, "When the account could last be seen to sign in."),
        column("done_at", UTC_TIMESTAMP, "The first observation that shows it done."),
        column("rights", pa.string(), "What it may do now, in words, where rights had to change."),
    ]
)


def follow_up(
    locker: Locker,
    scope: ScopeFile,
    review: str,
    *,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record what the systems show of every account to be revoked or changed; once while it stays the same.

    An account is gone when every list that could have it was read again without it, or it cannot sign in.

    Raises:
        Refused: the review was never concluded.
    """
    found = standing(locker, review)
    if conclusion(locker, found.number) is None:
        raise Refused(f"review {review} was never concluded; conclude it first")
    wanted = [each for each in found.accounts if each.decision and each.decision.decision != "keep"]
    now = clock()
    known = _known(locker, found.number)
    looks = _looks(locker, scope, found.review, wanted)
    rights = _rights(locker, scope, wanted, now)
    rows = [_row(each, known.get(key_of(each.account), {}), looks, rights, now) for each in wanted]
    content = encode_parquet(pa.Table.from_pylist(rows, schema=FOLLOWED))
    before = follow_ups(locker, found.number)
    if before and _said(locker.table(before[-1].record.parquet).to_pylist()) == _said(rows):
        return before[-1].entry
    place = f"reviews/{review}/follow-up/{now:%Y%m%dT%H%M%S%f}-{sha256(content)[:12]}.parquet"
    with locker.draft() as draft:
        return draft.commit(
            ReviewFollowUp(
                started=found.number,
                review=review,
                done=sum(row["is_done"] is True for row in rows),
                open=sum(row["is_done"] is not True for row in rows),
                parquet=draft.add(place, content),
                recorded_at=now,
                run=run,
            )
        )


def _said(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Cut rows to what is news: that an account was seen once more is none."""
    return [(key_of(row), row["decision"], row["is_done"], row["done_at"]) for row in rows]


def _known(locker: Locker, number: int) -> dict[Key, dict[str, Any]]:
    """Return what earlier looks saw done: an account that comes back is another one's business."""
    return {
        key_of(row): row
        for each in follow_ups(locker, number)
        for row in locker.table(each.record.parquet).to_pylist()
        if row["is_done"]
    }


def _row(
    each: Decided,
    known: Mapping[str, Any],
    looks: Mapping[str, list["_Look"]],
    rights: Mapping[Key, dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    decision = each.decision
    if decision is None:
        raise AssertionError("only what was decided is followed")
    row = {name: each.account[name] for name in ("system", "scope_id", "account")}
    row |= {"decision": decision.decision, "decided_at": decision.decided_at}
    if known and known["decided_at"] == decision.decided_at:
        return {name: known[name] for name in FOLLOWED.names}
    last_seen, gone = _interval(each, looks)
    row |= {"last_seen_at": last_seen, "done_at": gone, "is_done": gone is not None}
    if decision.decision == "change" and gone is None:
        held = rights.get(key_of(each.account))
        told = held["rights"] if held else None
        is_known = None not in (told, each.account["rights"])
        is_done = (told != each.account["rights"]) if is_known else None
        row |= {"rights": told, "is_done": is_done, "done_at": now if is_done else None}
    return row


class _Look:
    """One reading of one list: when, and which accounts of interest could sign in or may have."""

    def __init__(self, dataset: str, at: datetime, present: set[Key]) -> None:
        self.dataset, self.at, self.present = dataset, at, present


def _interval(
    each: Decided, looks: Mapping[str, list[_Look]]
) -> tuple[datetime | None, datetime | None]:
    """Return when the account was seen last, and since when every list was read without it."""
    decision, key = each.decision, key_of(each.account)
    place, lists = lists_of(each.account)
    of = [look for look in looks[place] if look.dataset in lists]
    seen = [look.at for look in of if key in look.present]
    after = max([*seen, decision.decided_at] if decision else seen)
    first: dict[str, datetime] = {}
    for look in of:
        if look.at > after:
            first[look.dataset] = min(look.at, first.get(look.dataset, look.at))
    return max(seen, default=None), max(first.values()) if len(first) == len(lists) else None


def _looks(
    locker: Locker, scope: ScopeFile, review: StartedReview, wanted: list[Decided]
) -> dict[str, list[_Look]]:
    """Read every observation of the lists since the review began, for the accounts of interest."""
    keys = {key_of(each.account) for each in wanted}
    own = {"aws_account": "aws", "github_org": "github"}
    places = {
        each.id: f"{own[each.kind]}:{each.id.casefold()}" if each.kind in own else "company"
        for each in scope.scopes()
    }
    looks: dict[str, list[_Look]] = {place: [] for place in places.values()}
    for each in wanted:
        looks.setdefault(lists_of(each.account)[0], [])
    names = [name for lists in LISTS.values() for name in lists]
    for manifest in manifests(locker, review.recorded_at, names) if keys else ():
        place = places.get(manifest.scope.id)
        if place is not None and manifest.parquet is not None:
            table = locker.table(manifest.parquet)
            dated = table.append_column(
                OBSERVED_AT, pa.array([manifest.observed_at] * table.num_rows, UTC_TIMESTAMP)
            )
            rows = ask(
                "sightings",
                {manifest.dataset: dated},
                as_of=manifest.observed_at,
                scope_id=manifest.scope.id,
            )
            present = {key_of(row) for row in rows if row["is_enabled"] is not False} & keys
            looks[place].append(_Look(manifest.dataset, manifest.observed_at, present))
    return looks


def _rights(
    locker: Locker, scope: ScopeFile, wanted: list[Decided], now: datetime
) -> dict[Key, dict[str, Any]]:
    """Return what accounts may do now, where one of them was to be changed."""
    if not any(each.decision and each.decision.decision == "change" for each in wanted):
        return {}
    return {
        key_of(row): row for row in shown(see(locker, scope.scopes(), now, is_whole=False), now)
    }


def open_accounts(locker: Locker, record: ReviewFollowUp) -> Iterator[str]:
    """Yield a line for each account of which the systems do not show what was decided."""
    for row in locker.table(record.parquet).to_pylist():
        if not row["is_done"]:
            yield f"{named(row)}: {row['decision']}, decided {row['decided_at']:%Y-%m-%d}"
