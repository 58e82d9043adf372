"""Records of an access review: what was frozen, answered and decided, and what became of it."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from include.model.frozen import Frozen
from include.model.integrity import EntryNumber
from include.model.reference import FileRef, Run, Sha256
from include.model.verdict import Count

ReviewName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Person = Annotated[str, Field(min_length=1)]


class Observed(Frozen):
    """One observation that the list of accounts was made from; ``sha256`` is of its Parquet file."""

    dataset: str
    scope_id: str
    observed_at: AwareDatetime
    sha256: Sha256


class Packet(Frozen):
    """What one reviewer is to decide about, as a page and as a table to fill in."""

    reviewer: Person
    name: str
    accounts: Count
    html: FileRef
    csv: FileRef


class StartedReview(Frozen):
    """The accounts as of the end of a day, and who reviews which until when.

    ``accounts_sha256`` is over every account, sorted, each with a newline: what a signed review names.
    ``systems`` are `system:scope`, as in the register of reviews; ``unknown`` says what could not be told.
    """

    kind: Literal["access_review"] = "access_review"
    review: ReviewName
    as_of: date
    due_at: AwareDatetime
    closes_at: AwareDatetime
    systems: tuple[str, ...]
    observed: tuple[Observed, ...]
    unknown: tuple[str, ...] = ()
    accounts_sha256: Sha256
    accounts: FileRef
    packets: tuple[Packet, ...]
    recorded_at: AwareDatetime
    run: Run

    @property
    def due_on(self) -> date:
        """Return the last day (UTC) to decide on; it is due when that is over."""
        return (self.due_at - timedelta(microseconds=1)).date()

    @property
    def closes_on(self) -> date:
        """Return the last day (UTC) on which a decision is waited for."""
        return (self.closes_at - timedelta(microseconds=1)).date()

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the accounts and every packet."""
        return (self.accounts, *(ref for each in self.packets for ref in (each.html, each.csv)))


class ReviewAnswer(Frozen):
    """What somebody handed in, as it came, and the decisions in it; one with ``problems`` counts for nothing.

    ``answered_as`` is the account that it came from, where a system vouches for it.
    """

    kind: Literal["access_review_answer"] = "access_review_answer"
    started: EntryNumber
    review: ReviewName
    decided_by: Person
    answered_as: str | None = None
    answered_at: AwareDatetime
    problems: tuple[str, ...] = ()
    answer: FileRef
    decisions: FileRef | None
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List what came, and what was read in it."""
        return (self.answer, *((self.decisions,) if self.decisions else ()))


class ConcludedReview(Frozen):
    """What was decided about every account, and which decisions cannot stand.

    ``for_register`` has the rows as the register takes them, to be added to the company's own file.
    """

    kind: Literal["access_review_conclusion"] = "access_review_conclusion"
    started: EntryNumber
    review: ReviewName
    accounts: Count
    decided: dict[str, Count]
    problems: Count
    remarks: tuple[str, ...] = ()
    parquet: FileRef
    for_register: FileRef
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the decisions, typed and as the registers take them."""
        return (self.parquet, self.for_register)


class ReviewFollowUp(Frozen):
    """What the systems show of accounts that were to be revoked or changed, when that was looked at."""

    kind: Literal["access_review_follow_up"] = "access_review_follow_up"
    started: EntryNumber
    review: ReviewName
    done: Count
    open: Count
    parquet: FileRef
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the accounts with what was seen of them."""
        return (self.parquet,)
