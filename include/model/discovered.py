"""Which accounts are in scope by ``discover``, from what was observed of an organisation, oldest first.

Looks nowhere by itself. The same observations give the same accounts; a later one begins an account or ends
it, and leaves the days before alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from include.model.account import AwsAccount
from include.model.discovery import AccountsOutOfScope, Discovery, Member, OrganizationSeen
from include.model.scope import OutOfScope, ScopeFile, ScopeKind


def with_discovered(scope: ScopeFile, observations: Sequence[OrganizationSeen]) -> ScopeFile:
    """Add the accounts that ``discover`` finds, or leaves out for a reason; what is listed goes first.

    Nothing is added before an organisation was observed.
    """
    if scope.discover is None or not observations:
        return scope
    left = {each.id for each in scope.out_of_scope if each.kind is ScopeKind.AWS_ACCOUNT}
    listed = left | {each.id for each in scope.aws_accounts}
    found = discovered(scope.discover, scope.starts_on, observations)
    out = (
        OutOfScope(
            kind=ScopeKind.AWS_ACCOUNT, id=id_, reason=why.reason, approved_by=why.approved_by
        )
        for id_, why in left_out(scope.discover, observations).items()
    )
    return scope.model_copy(
        update={
            "discovered": tuple(each for each in found if each.id not in listed),
            "out_of_scope": (*scope.out_of_scope, *(e for e in out if e.id not in listed)),
        }
    )


@dataclass(frozen=True)
class _Stay:
    """What was seen of an account: the latest; as what it was inside, since when, where last."""

    known: Member
    inside: Member | None = None
    since: date | None = None
    seen: OrganizationSeen | None = None


def discovered(
    discovery: Discovery, starts_on: date, observations: Iterable[OrganizationSeen]
) -> tuple[AwsAccount, ...]:
    """List the accounts that are or were in scope by the rule, by id.

    An account is due since it joined; one that was seen outside the rule first, since the day that it was
    seen inside. One that is closed, gone or outside again ended on the day that it was last seen inside;
    the time between two stays counts as one stay.
    """
    stays: dict[tuple[str, str], _Stay] = {}
    latest: dict[str, OrganizationSeen] = {}
    for seen in observations:
        for member in seen.members:
            place = (seen.observed_by, member.account_id)
            new = member.joined_at.date() if member.joined_at else seen.observed_on
            if member.joined_at is None and seen.observed_by not in latest:
                new = starts_on
            stays[place] = _follow(discovery, stays.get(place), member, seen, new)
        latest[seen.observed_by] = seen
    begins = max(discovery.starts_on or starts_on, starts_on)
    found: dict[str, AwsAccount] = {}
    for stay in stays.values():
        if stay.inside and stay.since and stay.seen:
            is_there = stay.seen is latest[stay.seen.observed_by]
            ends_on = None if is_there else stay.seen.observed_on
            account = discovery.account(stay.inside, max(stay.since, begins), ends_on)
            other = found.get(account.id)
            if (ends_on is None or ends_on >= begins) and (other is None or other.ends_on):
                found[account.id] = account
    return tuple(found[key] for key in sorted(found))


def _follow(
    discovery: Discovery, stay: _Stay | None, member: Member, seen: OrganizationSeen, new: date
) -> _Stay:
    """Take one more observation of an account; ``new`` is since when it is due if nobody saw it before."""
    if stay is None:
        return _Stay(member, member, new, seen) if discovery.has(member) else _Stay(member)
    # What could not be read this time is as it was the last time.
    unread = {n: getattr(stay.known, n) for n in ("ou_path", "tags") if getattr(member, n) is None}
    known = member.model_copy(update=unread)
    if not discovery.has(known):
        return replace(stay, known=known)
    return _Stay(known, known, stay.since or seen.observed_on, seen)


def left_out(
    discovery: Discovery, observations: Iterable[OrganizationSeen]
) -> dict[str, AccountsOutOfScope]:
    """Say of each account that was last seen out of scope by the rule what took it out."""
    latest = {seen.observed_by: seen for seen in observations}
    why = {
        member.account_id: discovery.why_out_of_scope(member)
        for seen in latest.values()
        for member in seen.members
    }
    return {account: reason for account, reason in sorted(why.items()) if reason}
