"""Accounts that are in scope by a rule: what ``scope.yaml`` says under ``discover``."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, StringConstraints, field_validator, model_validator

from include.model.account import AwsAccount, ExternalId, RegionsOutOfScope
from include.model.frozen import Frozen

# Its role can't be assumed any more, and it holds nothing.
_CLOSED = frozenset({"SUSPENDED", "CLOSED"})
_UNIT = re.compile(r"/|(/[^/]+)+")
Values = Annotated[tuple[str, ...], Field(min_length=1)]


class Member(Frozen):
    """An account as its organisation listed it; None is what could not be read."""

    account_id: str
    name: str | None = None
    status: str | None = None
    joined_at: AwareDatetime | None = None
    ou_path: str | None = None
    tags: dict[str, str] | None = None


class OrganizationSeen(Frozen):
    """One observation of an organisation's accounts; ``observed_by`` is the account that listed them."""

    observed_by: str
    observed_on: date
    members: tuple[Member, ...]


class Picked(Frozen):
    """Units and tags that pick accounts: in one of the units or below it, and with every tag."""

    ous: tuple[str, ...] = ()
    tags: dict[str, Values] = {}

    @field_validator("ous")
    @classmethod
    def _are_paths(cls, ous: tuple[str, ...]) -> tuple[str, ...]:
        for each in ous:
            if not _UNIT.fullmatch(each):
                msg = f"{each!r} is no path of units; write names from the root on: /Workloads/Production"
                raise ValueError(msg)
        return ous

    @field_validator("tags", mode="before")
    @classmethod
    def _one_value_is_a_list_of_one(cls, tags: object) -> object:
        if not isinstance(tags, Mapping):
            return tags
        return {key: (value,) if isinstance(value, str) else value for key, value in tags.items()}

    def has(self, member: Member) -> bool | None:
        """Tell whether an account is picked; None where what is unknown of it would decide."""
        said = [_under(member.ou_path, self.ous)] if self.ous else []
        said += [_tagged(member.tags, key, values) for key, values in self.tags.items()]
        if False in said:
            return False
        return None if None in said else True


class AccountsOutOfScope(Picked):
    """Accounts of the organisation that are not read, with the reason and who approved it."""

    reason: Annotated[str, Field(min_length=10)]
    approved_by: Annotated[str, Field(min_length=3)]

    @model_validator(mode="after")
    def _picks_some(self) -> Self:
        if not self.ous and not self.tags:
            msg = "say which accounts are out of scope: by `ous`, `tags` or both"
            raise ValueError(msg)
        return self


class Discovery(Frozen):
    """``discover``: which accounts of the organisation are read without being listed, and how.

    An account is in scope when ``include`` picks it and nothing of ``out_of_scope`` does; what could not be
    read of it never takes it out. ``environment_tag`` names the tag that says an account's environment.
    """

    role_name: Annotated[str, StringConstraints(pattern=r"^[\w+=,.@/-]{1,128}$")]
    external_id: ExternalId | None = None
    environment: Annotated[str, Field(min_length=1)]
    environment_tag: str | None = None
    starts_on: date | None = None
    partition: Annotated[str, StringConstraints(pattern=r"^aws(-[a-z]+)*$")] = "aws"
    regions: Values = ("us-east-1",)
    regions_out_of_scope: tuple[RegionsOutOfScope, ...] = ()
    include: Picked = Picked()
    out_of_scope: tuple[AccountsOutOfScope, ...] = ()

    def why_out_of_scope(self, member: Member) -> AccountsOutOfScope | None:
        """Return what takes an account out of scope; None when nothing does."""
        return next((each for each in self.out_of_scope if each.has(member)), None)

    def has(self, member: Member) -> bool:
        """Tell whether an account is in scope, as it was observed."""
        return (
            member.status not in _CLOSED
            and self.include.has(member) is not False
            and self.why_out_of_scope(member) is None
        )

    def account(self, member: Member, starts_on: date, ends_on: date | None) -> AwsAccount:
        """Say how an account of the organisation is read."""
        environment = (member.tags or {}).get(self.environment_tag or "")
        return AwsAccount(
            id=member.account_id,
            name=member.name or member.account_id,
            environment=environment or self.environment,
            starts_on=starts_on,
            ends_on=ends_on,
            role_arn=f"arn:{self.partition}:iam::{member.account_id}:role/{self.role_name}",
            external_id=self.external_id,
            regions=self.regions,
            regions_out_of_scope=self.regions_out_of_scope,
        )


def _under(path: str | None, units: tuple[str, ...]) -> bool | None:
    if path is None:
        return None
    return any(f"{path}/".startswith(f"{unit.rstrip('/')}/") for unit in units)


def _tagged(tags: Mapping[str, str] | None, key: str, values: tuple[str, ...]) -> bool | None:
    return None if tags is None else tags.get(key) in values
