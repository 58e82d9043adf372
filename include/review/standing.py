"""How a review stands: the last decision about each account, by answer or register, and what is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from include.locker import Locker
from include.model.review import StartedReview
from include.review.found import answers, latest, started
from include.review.owning import Key, key_of

_DECISIONS, _REVIEWS = "register_access_review_decisions", "register_access_reviews"


@dataclass(frozen=True)
class Decision:
    """What somebody decided about an account, and where it was said."""

    decision: str
    reason: str | None
    decided_by: str
    decided_at: datetime
    said_in: str


@dataclass(frozen=True)
class Decided:
    """One account of the review, its last decision, and what is wrong with that."""

    account: Mapping[str, Any]
    decision: Decision | None
    problem: str | None


@dataclass(frozen=True)
class Standing:
    """A review with every account of it; ``remarks`` are about the review as a whole."""

    number: int
    review: StartedReview
    accounts: tuple[Decided, ...]
    remarks: tuple[str, ...]

    @property
    def open(self) -> Counter[str]:
        """Count the accounts without a decision that can stand, by reviewer."""
        return Counter(each.account["reviewer"] for each in self.accounts if each.problem)


def standing(locker: Locker, review: str) -> Standing:
    """Read what was decided so far; of several decisions about an account the last one stands.

    Raises:
        Refused: no review of that name was started.
    """
    number, record = started(locker, review)
    rows: list[dict[str, Any]] = locker.table(record.accounts).to_pylist()
    said = [*_answered(locker, number), *_registered(locker, record)]
    decisions = dict(sorted(said, key=lambda each: each[1].decided_at))
    keys = {key_of(row) for row in rows}
    found = tuple(
        Decided(row, decisions.get(key_of(row)), _problem(row, decisions.get(key_of(row))))
        for row in rows
    )
    return Standing(number, record, found, tuple(_remarks(locker, record, decisions.keys() - keys)))


def _problem(row: Mapping[str, Any], decision: Decision | None) -> str | None:
    if decision is None:
        return "nobody decided"
    if not decision.reason:
        return "no reason"
    if decision.decided_by.casefold() in {each.casefold() for each in row["owners"]}:
        return "decided by its owner"
    return None


def _answered(locker: Locker, number: int) -> Iterator[tuple[Key, Decision]]:
    for each in answers(locker, number):
        if each.decisions is not None:
            where = f"answer of {each.answered_as}" if each.answered_as else "answer"
            for row in locker.table(each.decisions).to_pylist():
                yield (
                    key_of(row),
                    Decision(
                        row["decision"], row["reason"], each.decided_by, each.answered_at, where
                    ),
                )


def _registered(locker: Locker, record: StartedReview) -> Iterator[tuple[Key, Decision]]:
    """Yield the review's decisions of the register, as it was read last since the review began."""
    for row in latest(locker, _DECISIONS, record.recorded_at):
        if row["review"] == record.review and row["decision"] is not None:
            yield (
                key_of(row),
                Decision(
                    row["decision"],
                    row["reason"],
                    row["decided_by"],
                    row["decided_at"],
                    "register",
                ),
            )


def _remarks(locker: Locker, record: StartedReview, strangers: set[Key]) -> Iterator[str]:
    if strangers:
        first = "{}:{}/{}".format(*min(strangers))
        yield f"{len(strangers)} decisions are about accounts that are not on the list, first {first}"
    for row in latest(locker, _REVIEWS, record.recorded_at):
        if row["review"] != record.review:
            continue
        if row["as_of_date"] != record.as_of:
            yield f"the register has it as of {row['as_of_date']}, not {record.as_of}"
        if row["accounts_sha256"] not in (None, record.accounts_sha256):
            yield f"it was signed over another list of accounts: {row['accounts_sha256']}"
