"""Where evidence is collected: AWS accounts, GitHub organisations, and the company itself."""

from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from include.model.account import AwsAccount
from include.model.discovery import Discovery
from include.model.errors import DefinitionError
from include.model.frozen import Frozen
from include.model.registers_place import RegistersPlace

GithubLogin = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$")
]
COMPANY_SCOPE_ID = "company"


class ScopeKind(StrEnum):
    """What a scope is; a control test says per which kind it is judged."""

    AWS_ACCOUNT = "aws_account"
    GITHUB_ORG = "github_org"
    COMPANY = "company"


class Scope(Frozen):
    """One place of collection; ``id`` is the provider's own identifier."""

    kind: ScopeKind
    id: str
    name: str
    environment: str | None = None
    starts_on: date
    ends_on: date | None = None


class RepositoriesOutOfScope(Frozen):
    """Repositories of an organisation that are listed and not tested; ``pattern`` is like ``sandbox-*``."""

    pattern: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=10)]
    approved_by: Annotated[str, Field(min_length=3)]


class GithubOrganization(Frozen):
    """An organisation in scope; ``base_url`` is the API of a GitHub Enterprise Server, if it lives there.

    A repository is tested when a pattern of ``repositories`` has its name and none of ``out_of_scope``
    has. ``release_branches`` are patterns of branches that are released from, beside the default branch.
    """

    login: GithubLogin
    name: str
    environment: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    base_url: Annotated[str, StringConstraints(pattern=r"^https://[^/\s]+(/\S*)?$")] | None = None
    repositories: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    out_of_scope: tuple[RepositoriesOutOfScope, ...] = ()
    release_branches: tuple[str, ...] = ()

    def why_out_of_scope(self, repository: str) -> str | None:
        """Say why a repository is not tested, and who approved that; None when it is tested."""
        name = repository.casefold()
        for each in self.out_of_scope:
            if fnmatchcase(name, each.pattern.casefold()):
                return f"{each.reason} (approved by {each.approved_by})"
        if any(fnmatchcase(name, pattern.casefold()) for pattern in self.repositories):
            return None
        return f"not among the repositories of scope.yaml: {', '.join(self.repositories)}"

    def is_released_from(self, branch: str) -> bool:
        """Tell whether a branch is a release branch."""
        return any(fnmatchcase(branch, pattern) for pattern in self.release_branches)


class OutOfScope(Frozen):
    """Something that exists and is not tested, with the reason and who approved it."""

    kind: ScopeKind
    id: str
    reason: Annotated[str, Field(min_length=10)]
    approved_by: Annotated[str, Field(min_length=3)]


class ObservationPeriod(Frozen):
    """The days, both inclusive, that a report covers."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")]
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(f"{self.id}: ends_on {self.ends_on} is before {self.starts_on}")
        return self


class ScopeFile(Frozen):
    """``company/scope.yaml``: who we are, since when evidence is due, what is read and reported on.

    ``discovered`` is never written by hand: the accounts that ``discover`` found; None before it looked.
    """

    company: str
    starts_on: date
    observation_periods: tuple[ObservationPeriod, ...] = ()
    aws_accounts: tuple[AwsAccount, ...] = ()
    github_organizations: tuple[GithubOrganization, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()
    registers: RegistersPlace | None = None
    discover: Discovery | None = None
    discovered: tuple[AwsAccount, ...] | None = None

    @model_validator(mode="after")
    def _has_who_discovers(self) -> Self:
        if self.discover and not any(each.role_arn is None for each in self.aws_accounts):
            msg = (
                "discover goes by what the organisation's management account lists; add that account to "
                "aws_accounts, without role_arn, and observe with its credentials"
            )
            raise ValueError(msg)
        return self

    @property
    def accounts(self) -> tuple[AwsAccount, ...]:
        """List every account in scope: those that are listed, then those that were discovered."""
        return (*self.aws_accounts, *(self.discovered or ()))

    def scopes(self) -> tuple[Scope, ...]:
        """List every scope: the company itself, each account, then each organisation."""
        kind, since = ScopeKind.COMPANY, self.starts_on
        company = Scope(kind=kind, id=COMPANY_SCOPE_ID, name=self.company, starts_on=since)
        accounts = (
            Scope(
                kind=ScopeKind.AWS_ACCOUNT,
                id=account.id,
                name=account.name,
                environment=account.environment,
                starts_on=account.starts_on or self.starts_on,
                ends_on=account.ends_on,
            )
            for account in self.accounts
        )
        organizations = (
            Scope(
                kind=ScopeKind.GITHUB_ORG,
                id=organization.login,
                name=organization.name,
                environment=organization.environment,
                starts_on=organization.starts_on or self.starts_on,
                ends_on=organization.ends_on,
            )
            for organization in self.github_organizations
        )
        return (company, *accounts, *organizations)

    def scope(self, scope_id: str) -> Scope:
        """Find a scope by its id.

        Raises:
            DefinitionError: ``scope.yaml`` does not have it.
        """
        found = next((scope for scope in self.scopes() if scope.id == scope_id), None)
        if found is None:
            known = ", ".join(scope.id for scope in self.scopes())
            raise DefinitionError(f"scope {scope_id}: not in scope.yaml, which has {known}")
        return found

    def account(self, account_id: str) -> AwsAccount:
        """Find an account in scope by its id.

        Raises:
            DefinitionError: ``scope.yaml`` does not have it.
        """
        found = next((each for each in self.accounts if each.id == account_id), None)
        if found is None:
            msg = f"account {account_id}: not in scope.yaml; add it to aws_accounts"
            raise DefinitionError(msg)
        return found

    def organization(self, login: str) -> GithubOrganization:
        """Find an organisation in scope by its login.

        Raises:
            DefinitionError: ``scope.yaml`` does not have it.
        """
        found = next((each for each in self.github_organizations if each.login == login), None)
        if found is None:
            msg = f"organisation {login}: not in scope.yaml; add it to github_organizations"
            raise DefinitionError(msg)
        return found
