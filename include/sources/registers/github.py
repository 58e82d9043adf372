"""Registers of what is approved on GitHub: people from outside, owners, who may bypass, what is public.

Plain YAML files that people review. They are state: the file as it stands when it is read. Logins,
repositories and other names are kept in lower case, as GitHub compares them.
"""

from datetime import date
from typing import Annotated, Any, Generic, Self, TypeVar

import pyarrow as pa
from pydantic import Field, StringConstraints, model_validator

from include.model.dataset import Dataset, Nature, Source, column
from include.model.frozen import Frozen
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers

_ORGANIZATION = column("organization", pa.string(), "Login of the organisation.", nullable=False)
_REPOSITORY = column(
    "repository", pa.string(), "Name of the repository, or `*` for all of them.", nullable=False
)
_APPROVAL = (
    column("reason", pa.string(), "Why.", nullable=False),
    column("approved_by", pa.string(), "Who approved it.", nullable=False),
    column("approved_at", pa.date32(), "When it was approved.", nullable=False),
)
_LOGIN = column("login", pa.string(), "Login of the person, in lower case.", nullable=False)

OUTSIDE_COLLABORATORS = Dataset(
    name="register_github_outside_collaborators",
    grain="One row per approved person from outside.",
    key=("organization", "login"),
    columns=[
        _ORGANIZATION,
        _LOGIN,
        column("expires_on", pa.date32(), "Last day of the approval.", nullable=False),
        *_APPROVAL,
    ],
)
OWNERS = Dataset(
    name="register_github_owners",
    grain="One row per approved owner of an organisation.",
    key=("organization", "login"),
    columns=[_ORGANIZATION, _LOGIN, *_APPROVAL],
)
REPOSITORY_ADMINS = Dataset(
    name="register_github_repository_admins",
    grain="One row per person who may be given a repository's administration directly.",
    key=("organization", "repository", "login"),
    columns=[_ORGANIZATION, _REPOSITORY, _LOGIN, *_APPROVAL],
)
BYPASS_ACTORS = Dataset(
    name="register_github_bypass_actors",
    grain="One row per actor that may bypass the protection of a repository's branches.",
    key=("organization", "repository", "actor"),
    columns=[
        _ORGANIZATION,
        _REPOSITORY,
        column(
            "actor",
            pa.string(),
            "As evidence names it: `Team:4711`, `Integration:15368`, `RepositoryRole:admin`.",
            nullable=False,
        ),
        *_APPROVAL,
    ],
)
PUBLIC_REPOSITORIES = Dataset(
    name="register_github_public_repositories",
    grain="One row per repository that may be public.",
    key=("organization", "repository"),
    columns=[_ORGANIZATION, _REPOSITORY, *_APPROVAL],
)
CREDENTIALS = Dataset(
    name="register_github_credentials",
    grain="One row per installed App, or deploy key that can push.",
    key=("organization", "kind", "credential"),
    columns=[
        _ORGANIZATION,
        column("kind", pa.string(), "`app` or `deploy_key`.", nullable=False),
        column(
            "credential",
            pa.string(),
            "The App's name in addresses, or `repository/number` of the key.",
            nullable=False,
        ),
        column("owner", pa.string(), "Who answers for it.", nullable=False),
        *_APPROVAL,
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=(
        OUTSIDE_COLLABORATORS,
        OWNERS,
        REPOSITORY_ADMINS,
        BYPASS_ACTORS,
        PUBLIC_REPOSITORIES,
        CREDENTIALS,
    ),
)

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
        names = ("kind", "repository", "login", "actor", "credential")
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


_FILES: tuple[tuple[Dataset, str, type[Register[Any]]], ...] = (
    (OUTSIDE_COLLABORATORS, "github_outside_collaborators.yaml", Register[OutsideCollaborator]),
    (OWNERS, "github_owners.yaml", Register[Person]),
    (REPOSITORY_ADMINS, "github_repository_admins.yaml", Register[RepositoryAdmin]),
    (BYPASS_ACTORS, "github_bypass_actors.yaml", Register[BypassActor]),
    (PUBLIC_REPOSITORIES, "github_public_repositories.yaml", Register[PublicRepository]),
    (CREDENTIALS, "github_credentials.yaml", Register[Credential]),
)


def collect(registers: Registers, into: Collection) -> None:
    """Read the registers, each for itself."""
    for dataset, name, model in _FILES:
        with into.reading(dataset):
            entries: tuple[Approved, ...] = registers.read(name, model).entries
            into.expect(dataset, len(entries))
            into.add(dataset, [entry.model_dump() for entry in entries])
