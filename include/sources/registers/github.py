"""Registers of what is approved on GitHub: people from outside, owners, who may bypass, what is public.

Plain YAML files that people review. They are state: the file as it stands when it is read. Logins,
repositories and other names are kept in lower case, as GitHub compares them.
"""

from typing import Any

import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._github_entries import (
    Approved,
    Bypass,
    BypassActor,
    Credential,
    OutsideCollaborator,
    Person,
    PublicRepository,
    Register,
    RepositoryAdmin,
)

_ORGANIZATION = column("organization", pa.string(), "Login of the organisation.", nullable=False)
_REPOSITORY = column(
    "repository", pa.string(), "Repository, or `*` for all of them.", nullable=False
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
BYPASSES = Dataset(
    name="register_github_bypasses",
    grain="One row per merge or push past a branch's rules that somebody answers for.",
    key=("organization", "repository", "suite"),
    columns=[
        _ORGANIZATION,
        _REPOSITORY,
        column("suite", pa.int64(), "GitHub's number of the rule suite.", nullable=False),
        column("actor", pa.string(), "Login of who did it, in lower case.", nullable=False),
        column("ticket", pa.string(), "Ticket that it was done for.", nullable=False),
        column("reviewed_by", pa.string(), "Who looked at it afterwards; null until then."),
        column("reviewed_on", pa.date32(), "On which day; null until then."),
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
            "Name of the App, `repository/number` of a key.",
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
        BYPASSES,
        PUBLIC_REPOSITORIES,
        CREDENTIALS,
    ),
)

# Each register stands in the file that is named like its dataset.
_ENTRIES: tuple[tuple[Dataset, type[Register[Any]]], ...] = (
    (OUTSIDE_COLLABORATORS, Register[OutsideCollaborator]),
    (OWNERS, Register[Person]),
    (REPOSITORY_ADMINS, Register[RepositoryAdmin]),
    (BYPASS_ACTORS, Register[BypassActor]),
    (BYPASSES, Register[Bypass]),
    (PUBLIC_REPOSITORIES, Register[PublicRepository]),
    (CREDENTIALS, Register[Credential]),
)


def collect(registers: Registers, into: Collection) -> None:
    """Read the registers, each for itself."""
    for dataset, model in _ENTRIES:
        with into.reading(dataset):
            file = f"{dataset.name.removeprefix('register_')}.yaml"
            entries: tuple[Approved, ...] = registers.read(file, model).entries
            into.expect(dataset, len(entries))
            into.add(dataset, [entry.model_dump() for entry in entries])
