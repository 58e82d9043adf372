"""Registers of what is approved on GitHub: people from outside, owners, who may bypass, what is public.

Files that people review. They are state: the file as it stands when it is read. Logins, repositories and
other names are kept in lower case, as GitHub compares them.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._entries import (
    Entry,
    LowerCase,
    Reason,
    Text,
    dataset,
    maybe,
    said,
)


class Organization(Entry):
    """What every entry begins with."""

    organization: Text = said("Login of the organisation.")


class Approval(Entry):
    """What every entry ends with: why, and who approved it when."""

    reason: Reason = said("Why.")
    approved_by: Text = said("Who approved it.")
    approved_at: date = said("When it was approved.")


class OutsideCollaborator(Approval, Organization):
    """One row per approved person from outside."""

    register = "github_outside_collaborators"
    key = ("organization", "login")

    login: LowerCase = said("Login of the person, in lower case.")
    expires_on: date = said("Last day of the approval.")


class Owner(Approval, Organization):
    """One row per approved owner of an organisation."""

    register = "github_owners"
    key = ("organization", "login")

    login: LowerCase = said("Login of the person, in lower case.")


class RepositoryAdmin(Approval, Organization):
    """One row per person who may be given a repository's administration directly."""

    register = "github_repository_admins"
    key = ("organization", "repository", "login")

    repository: LowerCase = said("Repository, or `*` for all of them.")
    login: LowerCase = said("Login of the person, in lower case.")


class BypassActor(Approval, Organization):
    """One row per actor that may bypass the protection of a repository's branches."""

    register = "github_bypass_actors"
    key = ("organization", "repository", "actor")

    repository: LowerCase = said("Repository, or `*` for all of them.")
    actor: Text = said(
        "As evidence names it: `Team:4711`, `Integration:15368`, `RepositoryRole:admin`."
    )


class Bypass(Approval, Organization):
    """One row per merge or push past a branch's rules that somebody answers for."""

    register = "github_bypasses"
    key = ("organization", "repository", "suite")

    repository: LowerCase = said("Repository, or `*` for all of them.")
    suite: int = said("GitHub's number of the rule suite.")
    actor: LowerCase = said("Login of who did it, in lower case.")
    ticket: Text = said("Ticket that it was done for.")
    reviewed_by: LowerCase | None = maybe("Who looked at it afterwards; null until then.")
    reviewed_on: date | None = maybe("On which day; null until then.")

    @model_validator(mode="after")
    def _nobody_explains_their_own(self) -> Self:
        self.unlike("approved_by", "actor")
        self.unlike("reviewed_by", "actor")
        self.together("reviewed_by", "reviewed_on")
        return self


class PublicRepository(Approval, Organization):
    """One row per repository that may be public."""

    register = "github_public_repositories"
    key = ("organization", "repository")

    repository: LowerCase = said("Repository, or `*` for all of them.")


class Credential(Approval, Organization):
    """One row per installed App, or deploy key that can push."""

    register = "github_credentials"
    key = ("organization", "kind", "credential")

    kind: Annotated[str, StringConstraints(pattern="^(app|deploy_key)$")] = said(
        "`app` or `deploy_key`."
    )
    credential: LowerCase = said("Name of the App, `repository/number` of a key.")
    owner: Text = said("Who answers for it.")

    @model_validator(mode="after")
    def _nobody_approves_their_own(self) -> Self:
        self.unlike("approved_by", "owner")
        return self


REGISTERS = (
    OutsideCollaborator,
    Owner,
    RepositoryAdmin,
    BypassActor,
    Bypass,
    PublicRepository,
    Credential,
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=tuple(dataset(each) for each in REGISTERS),
)


def collect(registers: Registers, _into: Collection) -> None:
    """Read the registers, each for itself."""
    registers.collect(*REGISTERS)
