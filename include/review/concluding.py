"""Concludes a review: what was decided about every account, what is wrong, and the register's rows."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pyarrow as pa

from include.locker import Locker
from include.locker.encoding import encode_csv, encode_parquet
from include.model.dataset import UTC_TIMESTAMP, column
from include.model.frozen import sha256
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.model.review import ConcludedReview, StartedReview
from include.review.found import conclusion
from include.review.standing import Standing, standing

DECIDED = pa.schema(
    [
        column("system", pa.string(), "`aws`, `github` or another system.", nullable=False),
        column("scope_id", pa.string(), "Account or organisation there.", nullable=False),
        column("account", pa.string(), "Name of the account.", nullable=False),
        column("is_privileged", pa.bool_(), "Whether it may administer; null: not known."),
        column("reviewer", pa.string(), "Who was to decide.", nullable=False),
        column("decision", pa.string(), "`keep`, `change` or `revoke`; null: nobody decided."),
        column("reason", pa.string(), "Why."),
        column("decided_by", pa.string(), "Who decided."),
        column("decided_at", UTC_TIMESTAMP, "When."),
        column("said_in", pa.string(), "Where it was said: an answer, or the register."),
        column("problem", pa.string(), "Why the decision cannot stand; null: it stands."),
    ]
)
# As `registers/access_review_decisions.csv` takes them.
_REGISTER = (
    *("review", "system", "scope_id", "account", "is_privileged"),
    *("decision", "reason", "decided_by", "decided_at"),
)


def conclude(
    locker: Locker, review: str, *, run: Run, clock: Callable[[], datetime] = utc_now
) -> Entry:
    """Record what was decided; what was concluded before and still stands is not recorded again.

    Raises:
        Refused: no review of that name was started.
    """
    found = standing(locker, review)
    table = decided(found)
    content = encode_parquet(table)
    before = conclusion(locker, found.number)
    if before is not None:
        record = before.record
        if record.parquet.sha256 == sha256(content) and record.remarks == found.remarks:
            return before.entry
    now = clock()
    place = f"reviews/{review}/conclusions/{now:%Y%m%dT%H%M%S%f}-{sha256(content)[:12]}"
    with locker.draft() as draft:
        return draft.commit(
            ConcludedReview(
                started=found.number,
                review=review,
                accounts=table.num_rows,
                decided=dict(
                    Counter(each or "undecided" for each in table["decision"].to_pylist())
                ),
                problems=sum(each.problem is not None for each in found.accounts),
                remarks=found.remarks,
                parquet=draft.add(f"{place}.parquet", content),
                for_register=draft.add(f"{place}.csv", encode_csv(_register(review, table))),
                recorded_at=now,
                run=run,
            )
        )


def decided(found: Standing) -> pa.Table:
    """Return every account with its decision, in the order of the list."""
    rows = [
        {
            **{name: each.account[name] for name in DECIDED.names[:5]},
            "problem": each.problem,
            **(
                {
                    "decision": each.decision.decision,
                    "reason": each.decision.reason,
                    "decided_by": each.decision.decided_by,
                    "decided_at": each.decision.decided_at,
                    "said_in": each.decision.said_in,
                }
                if each.decision
                else {}
            ),
        }
        for each in found.accounts
    ]
    return pa.Table.from_pylist(rows, schema=DECIDED)


def _register(review: str, table: pa.Table) -> pa.Table:
    rows = [{"review": review, **row} for row in table.to_pylist()]
    schema = pa.schema([pa.field("review", pa.string()), *DECIDED])
    return pa.Table.from_pylist(rows, schema=schema).select(_REGISTER)


def register_row(review: StartedReview) -> str:
    """Write the review as ``registers/access_reviews`` takes it; who signs, and when, is to be filled in."""
    systems = ", ".join(f'"{each}"' for each in review.systems)
    return (
        f"{{review: {review.review}, systems: [{systems}], as_of_date: {review.as_of}, reviewer: WHO, "
        f"reviewer_role: ROLE, signed_at: WHEN, accounts_sha256: {review.accounts_sha256}}}"
    )
