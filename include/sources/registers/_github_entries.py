"""What people write in the registers of GitHub: the entries, each with who approved it."""

from datetime import date
from typing import Annotated, Generic, Self, TypeVar

from pydantic import Field, StringConstraints, model_validator

from include.model.frozen import Frozen

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, to_lower=True)]


class Approved(Frozen):
    """What stands in every entry: where, why, and who approved it when."""

    organization: _Text
    reason: Annotated[_Text, Field(min_length=10)]
    approved_by: _Text
    approved_at: date

    @property
    def what(self) -> tuple[str, ...]:
        """Return what makes the entry another one than the rest."""
        names = ("kind", "repository", "login", "actor", "credential", "suite")
        return (self.organization, *(str(getattr(self, n)) for n in names if hasattr(self, n)))


class Person(Approved):
    """An approved person."""

    login: _Name


class OutsideCollaborator(Person):
    """A person from outside, approved until a day."""

    expires_on: date


class RepositoryAdmin(Person):
    """A person who may administer one repository, or all."""

    repository: _Name


class BypassActor(Approved):
    """An actor that may bypass the protection of one repository, or all."""

    repository: _Name
    actor: _Text


class Bypass(Approved):
    """One merge or push past the rules of a branch: who allowed it, and who looked at it afterwards."""

    repository: _Name
    suite: int
    ticket: _Text
    actor: _Name
    reviewed_by: _Name | None = None
    reviewed_on: date | None = None

    @model_validator(mode="after")
    def _nobody_explains_their_own(self) -> Self:
        for name in ("approved_by", "reviewed_by"):
            if (getattr(self, name) or "").casefold() == self.actor:
                msg = f"{self.repository}/{self.suite}: {name} must be somebody else than {self.actor}"
                raise ValueError(msg)
        if (self.reviewed_by is None) != (self.reviewed_on is None):
            msg = f"{self.repository}/{self.suite}: reviewed_by and reviewed_on belong together"
            raise ValueError(msg)
        return self


class PublicRepository(Approved):
    """A repository that may be public."""

    repository: _Name


class Credential(Approved):
    """A machine's credential, and who answers for it."""

    kind: Annotated[str, StringConstraints(pattern="^(app|deploy_key)$")]
    credential: _Name
    owner: _Text

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        if self.approved_by.casefold() == self.owner.casefold():
            msg = f"{self.credential}: approved_by must be somebody else than its owner"
            raise ValueError(msg)
        return self


Entry = TypeVar("Entry", bound=Approved)


class Register(Frozen, Generic[Entry]):
    """One register: its entries, none of which stands in it twice."""

    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _entries_are_unique(self) -> Self:
        seen: dict[tuple[str, ...], int] = {}
        for number, entry in enumerate(self.entries, start=1):
            if entry.what in seen:
                msg = f"entries {seen[entry.what]} and {number} are both {'/'.join(entry.what)}; keep one"
                raise ValueError(msg)
            seen[entry.what] = number
        return self
