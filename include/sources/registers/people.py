"""Registers of people: the roster, and the accounts of systems that are not read by themselves.

Exports of the people system and of other systems, mostly CSV. They are state: the file as it stands when
it is read. Who left earlier than somebody wrote it down is known from then on.
"""

from datetime import date
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, StringConstraints, model_validator

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._entries import (
    Account,
    Entry,
    Instant,
    Text,
    dataset,
    maybe,
    said,
)


@cache
def _zones() -> frozenset[str]:
    """Look through the system's files once, not for every person."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("is no time zone; write one such as Europe/Amsterdam")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Employment(Entry):
    """One row per employment of a person: who comes back has another one.

    Rows stay after the end: a person whose row goes away without an end has vanished, not left.
    """

    register = "roster"
    key = ("person", "start_date")
    once = ("person",)
    whose = "person"
    personal = ("name", "email")

    person: Text = said("The people system's own id of the person, which never changes.")
    name: Text = said("Name of the person.")
    email: Text = said("Address at work; it may change.")
    title: Text = said("Role; registers may name an owner by it.")
    department: Text = said("Department.")
    manager: Text | None = maybe("Id of the person's manager; empty for who has none.")
    employment: Literal["employee", "contractor"] = said("`employee` or `contractor`.")
    start_date: date = said("First day.")
    end_date: date | None = maybe("Last day; empty while there is none.")
    end_time: ClockTime | None = maybe(
        "Time of the last day, `17:30`, in the person's zone; empty: the end of the day."
    )
    time_zone: Zone = said("The person's time zone, as `Europe/Amsterdam`.")
    identities: tuple[Account, ...] = said(
        "Accounts of the person, `system:scope/account`, as `github:acme/ana`.", default=()
    )
    background_checked_on: date | None = maybe("When the check of the background was done.")
    policies_accepted_on: date | None = maybe("When the policies were last accepted.")
    trained_on: date | None = maybe("When the security training was last completed.")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_date is not None and self.end_date < self.start_date:
            msg = f"{self.person}: end_date {self.end_date} is before start_date {self.start_date}"
            raise ValueError(msg)
        if self.end_time is not None and self.end_date is None:
            raise ValueError(f"{self.person}: end_time needs an end_date")
        return self

    def clashes(self, other: Self) -> bool:
        """Tell whether both employments hold on some day."""
        return self.start_date <= (other.end_date or date.max) and other.start_date <= (
            self.end_date or date.max
        )


class OtherAccount(Entry):
    """One row per account of a system that is not read by itself: identity provider, databases, CI."""

    register = "accounts"
    key = ("system", "scope_id", "account")

    system: Text = said("Name of the system; AWS and GitHub are read by themselves.")
    scope_id: Text = said("Which of them: tenant, database, server.")
    account: Text = said("Name of the account there.")
    is_enabled: bool = said("Whether somebody can sign in with it.")
    is_privileged: bool | None = maybe("Whether it may administer the system; empty: not known.")
    rights: Text | None = maybe("What it may do, in words.")
    created_at: Instant | None = maybe("When it was made.")
    last_used_at: Instant | None = maybe("When it was last used.")

    @model_validator(mode="after")
    def _is_of_another_system(self) -> Self:
        if self.system.casefold() in {"aws", "github"}:
            raise ValueError(f"{self.account}: accounts of {self.system} are read from it; remove")
        return self


REGISTERS = (Employment, OtherAccount)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=tuple(dataset(each) for each in REGISTERS),
)


def collect(registers: Registers, _into: Collection) -> None:
    """Read the registers, each for itself."""
    registers.collect(*REGISTERS)
