"""What the locker's numbered log holds: one record per collection, judgement and gap.

A record refers to files by path and SHA-256; it is the moment at which they become evidence.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from include.model.dataset import Nature
from include.model.erasure import Erasure
from include.model.errors import Cause
from include.model.frozen import Frozen
from include.model.integrity import Seal, VerificationRecord
from include.model.interval import Interval
from include.model.publication import Publication
from include.model.reference import FileRef, Run, Sha256
from include.model.review import ConcludedReview, ReviewAnswer, ReviewFollowUp, StartedReview
from include.model.sample import DiscardedDraw, Draw, FrozenPopulation
from include.model.scope import Scope
from include.model.veil import Veil
from include.model.verdict import Assessment


class Reconciliation(Frozen):
    """A second, independent count: what ``received_items`` is held against, and what explains a difference.

    ``unexplained_items`` is what remains; anything but zero means the population is not proven complete.
    """

    against: str
    independent_count: int
    explained: tuple[str, ...] = ()
    unexplained_items: int


class CollectionStatus(StrEnum):
    """Whether the collection of a dataset ended with evidence."""

    COLLECTED = "collected"
    FAILED = "failed"


class Manifest(Frozen):
    """Who collected one dataset of one scope, when, where, by which calls, and what came.

    ``observed_at`` is our clock (UTC) at the source's first call and names the observation;
    ``service_date`` is the service's own clock from its ``Date`` header; ``source_as_of`` is what the
    service says its answer is true of (a credential report's GeneratedTime), else ``observed_at``.
    ``request_ids`` holds the first hundred; every one stands in the raw answers. ``denied_calls`` counts
    the refused calls by permission, those too that cost one item only and left the rest readable.
    ``veil`` says which columns are encrypted with a key per person: ``row_hash`` is then of what was
    written, and the raw answers are named by their hash alone.
    ``unreadable`` says which part of a collected whole nobody can read, and why: what is kept is judged, but
    no test concludes from it that nothing was wrong.
    """

    kind: Literal["collection"] = "collection"
    source: str
    dataset: str
    nature: Nature
    scope: Scope
    interval: Interval
    observation: str
    revision: Annotated[int, Field(ge=0)] = 0
    status: CollectionStatus
    cause: Cause | None = None
    message: str | None = None
    missing_permission: str | None = None
    unreadable: str | None = None
    caller: str | None
    endpoint_host: str | None
    emulated: bool
    calls: dict[str, int]
    denied_calls: dict[str, int] = {}
    retries: int = 0
    request_ids: tuple[str, ...] = ()
    expected_items: int | None
    received_items: int | None
    reconciliation: Reconciliation | None = None
    observed_at: AwareDatetime
    finished_at: AwareDatetime
    service_date: AwareDatetime | None = None
    source_as_of: AwareDatetime | None = None
    raw: FileRef | None
    parquet: FileRef | None
    row_hash: Sha256 | None
    schema_fingerprint: Sha256 | None
    veil: Veil | None = None
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the files that become evidence with this record."""
        return tuple(ref for ref in (self.raw, self.parquet) if ref is not None)


class GapCause(StrEnum):
    """Why a scheduled slot or window has no evidence."""

    NOT_DEPLOYED = "not_deployed"
    OUTAGE = "outage"
    COLLECTOR_FAILED = "collector_failed"
    DENIED = "denied"
    RETENTION_EXPIRED = "retention_expired"
    PLAN_LIMIT = "plan_limit"
    NOT_KEPT = "not_kept"
    NOT_RECORDED = "not_recorded"


class Gap(Frozen):
    """Scheduled slots or windows that have no evidence and, for state, can have none any more.

    One record holds all of one cause that were found together. ``is_bridged`` is set only where the
    observations on both sides agree and a proven continuous event log shows no change between them.
    """

    kind: Literal["gap"] = "gap"
    source: str
    datasets: tuple[str, ...]
    scope: Scope
    intervals: Annotated[tuple[Interval, ...], Field(min_length=1)]
    cause: GapCause
    message: str
    is_bridged: bool = False
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List nothing: a gap is the absence of files."""
        return ()


class Judgement(Frozen):
    """One theme's assessments of one slot or window, with the file of every item's verdict.

    ``definitions`` names the control matrix, criteria and tests in force, by hash, under
    ``definitions/`` of the locker, so that the warehouse can be rebuilt from the locker alone.
    """

    kind: Literal["judgement"] = "judgement"
    theme: str
    interval: Interval
    assessments: tuple[Assessment, ...]
    verdicts: FileRef
    definitions: dict[str, FileRef]
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the verdicts and every definition in force."""
        return (self.verdicts, *self.definitions.values())


Record = Annotated[
    Manifest
    | Gap
    | Judgement
    | Seal
    | VerificationRecord
    | FrozenPopulation
    | Draw
    | DiscardedDraw
    | Publication
    | StartedReview
    | ReviewAnswer
    | ConcludedReview
    | ReviewFollowUp
    | Erasure,
    Field(discriminator="kind"),
]
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


def parse_record(content: bytes) -> Record:
    """Read a record back from the bytes of its log entry.

    Raises:
        pydantic.ValidationError: the bytes are not a record of this version.
    """
    return _RECORD.validate_json(content)


class Entry(Frozen):
    """A record at its place in the log; ``sha256`` is of the bytes of ``log/{number}.json``."""

    number: Annotated[int, Field(gt=0)]
    sha256: Sha256
    record: Record
