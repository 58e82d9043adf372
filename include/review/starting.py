"""Starts a review: freezes the accounts as of the end of a day, and makes one packet per reviewer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from include.locker import Locker
from include.locker.encoding import encode_parquet
from include.model.access_review import AccessReviewFile
from include.model.errors import Refused, WindowOpen
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.model.review import Packet, StartedReview
from include.model.scope import ScopeFile
from include.review import packets
from include.review.found import find_started, previous
from include.review.listing import accounts_sha256, list_accounts, unread_instances
from include.review.observed import Seen, see
from include.review.owning import whose


def start(
    locker: Locker,
    scope: ScopeFile,
    settings: AccessReviewFile,
    *,
    as_of: date,
    run: Run,
    review: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record the accounts and every packet; a review that was started stays as it is.

    It is named after the quarter of its day, as ``2026-Q4``, unless it is given a name.

    Raises:
        WindowOpen: the day is not over.
        OutOfReach: nothing was observed then.
        Refused: the accounts of that day were not observed, or the name is another day's review's.
        DefinitionError: a reviewer that the company names does not work here.
    """
    now, name = clock(), review or quarter(as_of)
    if as_of >= now.date():
        raise WindowOpen(f"{as_of} is not over; review as of a day that is")
    known = find_started(locker, name)
    if known is not None:
        number, record = known
        if record.as_of != as_of:
            raise Refused(f"review {name} is as of {record.as_of}; give that of {as_of} a name")
        return next(locker.entries(after=number - 1))
    before = datetime.combine(as_of + timedelta(days=1), time.min, UTC)
    scopes = [
        each for each in scope.scopes() if each.starts_on <= as_of <= (each.ends_on or date.max)
    ]
    seen = see(locker, scopes, before)
    last = previous(locker)
    accounts = list_accounts(
        seen, before, settings, locker.table(last.accounts).to_pylist() if last else None
    )
    if not accounts.num_rows:
        raise Refused(f"{as_of}: no account was observed; there is nothing to review")
    company = next(each for each in seen if each.scope.kind.value == "company")
    people, _ = whose(company, before)
    frame = packets.Frame(
        company=scope.company,
        review=name,
        as_of=as_of,
        due_on=now.date() + timedelta(days=settings.due_days),
        accounts_sha256=accounts_sha256(accounts),
        previous=last.review if last else None,
        observed=tuple(ref for each in seen for ref in each.observed),
        unknown=(
            *(text for each in seen for text in each.unknown),
            *unread_instances(seen, before),
        ),
    )
    with locker.draft() as draft:
        made = tuple(
            Packet(
                reviewer=reviewer,
                name=people.words(reviewer),
                accounts=table.num_rows,
                html=draft.add(
                    f"reviews/{name}/{_file(reviewer)}.html",
                    packets.page(frame, people.words(reviewer), table).encode(),
                ),
                csv=draft.add(f"reviews/{name}/{_file(reviewer)}.csv", packets.form(table)),
            )
            for reviewer, table in packets.by_reviewer(accounts)
        )
        return draft.commit(
            StartedReview(
                review=name,
                as_of=as_of,
                due_at=_day(now, settings.due_days),
                closes_at=_day(now, settings.closes_days),
                systems=_systems(seen, accounts.select(["system", "scope_id"]).to_pylist()),
                observed=frame.observed,
                unknown=frame.unknown,
                accounts_sha256=frame.accounts_sha256,
                accounts=draft.add(f"reviews/{name}/accounts.parquet", encode_parquet(accounts)),
                packets=made,
                recorded_at=now,
                run=run,
            )
        )


def quarter(day: date) -> str:
    """Name the quarter of a day: ``2026-Q4``."""
    return f"{day:%Y}-Q{(day.month + 2) // 3}"


def _day(now: datetime, days: int) -> datetime:
    """Return the midnight that so many whole days from now end with."""
    return datetime.combine(now.date() + timedelta(days=days + 1), time.min, UTC)


def _systems(seen: list[Seen], rows: list[dict[str, str]]) -> tuple[str, ...]:
    """Name everything that was looked at: a scope in which nobody has an account, too."""
    own = {"aws_account": "aws", "github_org": "github"}
    looked = {f"{own[each.scope.kind]}:{each.scope.id}" for each in seen if each.scope.kind in own}
    return tuple(sorted(looked | {f"{row['system']}:{row['scope_id']}" for row in rows}))


def _file(reviewer: str) -> str:
    """Make a person's id a file name; what no file can be called by is spelt out."""
    return "".join(
        c if c.isascii() and (c.isalnum() or c in "-_") else f"%{ord(c):x}" for c in reviewer
    )
