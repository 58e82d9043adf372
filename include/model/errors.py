"""Every error a person can meet, as one small tree. Each branch has its own answer.

EvidenceError
├── SourceError          the source did not answer as it should; ``cause`` says how
│   ├── SourceUnreachable    no credentials, no permission, no network, throttled: look again or fix access
│   └── SourceIncomplete     it answered, with less (or other) than it said it had: look again
├── NotKnowable          it can't be known any more, or not yet
│   ├── SlotClosed           state was asked for a slot that is not now: accept the gap
│   ├── OutOfReach           events older than the source keeps them: accept the gap
│   ├── WindowOpen           events of a day that is not over: wait
│   └── NotDeclared          history that scope.yaml says nothing of: declare it, or do without
├── LockerConflict       other bytes already rest there: investigate
├── LockerCorrupt        evidence is not what its manifest says: investigate
├── LockerUnreachable    the bucket did not answer, refused, or can't keep evidence: mend what it says, retry
├── DefinitionError      a file that people write is wrong: fix the file
├── Refused              what is asked for would prove nothing yet: do first what the message says
└── WarehouseUnreachable the warehouse did not take the rows: retry, nothing is lost

A message is one line that names the file or item, what was expected and what to do.
"""

from enum import StrEnum


class Cause(StrEnum):
    """Why a source could not be read, decided on the service's error *name*, never on a status."""

    DENIED = "denied"
    CREDENTIALS = "credentials"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    UNIMPLEMENTED = "unimplemented"
    MALFORMED = "malformed"
    INCOMPLETE = "incomplete"
    VANISHED = "vanished"
    PLAN_LIMIT = "plan_limit"
    NOT_KEPT = "not_kept"
    NOT_RECORDED = "not_recorded"


LASTING = frozenset({Cause.PLAN_LIMIT, Cause.NOT_KEPT, Cause.NOT_RECORDED})
"""What looking again does not mend: nobody pays for it, keeps it, or recorded it."""


class EvidenceError(Exception):
    """The root of the tree; never raised itself."""


class SourceError(EvidenceError):
    """A source did not answer as it should."""

    def __init__(
        self, message: str, *, cause: Cause, action: str | None = None, code: str | None = None
    ) -> None:
        """Say it in one line; ``action`` is the permission asked for, ``code`` the error's name."""
        super().__init__(message)
        self.cause = cause
        self.action = action
        self.code = code


class SourceUnreachable(SourceError):
    """No credentials, no permission, no network, or throttled for too long."""


class SourceIncomplete(SourceError):
    """It answered, with less than it said it had, or with what nobody can read."""


class NotKnowable(EvidenceError):
    """Asking now would answer for another time than the one that is meant."""


class SlotClosed(NotKnowable):
    """State was asked for a slot that is not now; it can never be known any more."""


class OutOfReach(NotKnowable):
    """Events were asked for a day that is longer ago than the source keeps them."""


class WindowOpen(NotKnowable):
    """Events were asked for a day that is not over."""


class NotDeclared(NotKnowable):
    """The past of a scope was asked for of which nobody says where a system of its own keeps it."""


class LockerConflict(EvidenceError):
    """Different bytes already rest at that place of the locker."""


class LockerCorrupt(EvidenceError):
    """Evidence is missing, or is not what its manifest says."""


class LockerUnreachable(EvidenceError):
    """The locker's bucket did not answer, refused, or keeps nothing; what was recorded stays."""


class DefinitionError(EvidenceError):
    """A file that people write (scope, parameters, registers, a control test) is wrong."""


class Refused(EvidenceError):
    """What was asked for would prove nothing, such as a sample from a population not frozen before."""


class WarehouseUnreachable(EvidenceError):
    """The warehouse is down, or refused the rows; the locker still has everything."""
