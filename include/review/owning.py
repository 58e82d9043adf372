"""Says whose each account is: a person's of the roster, or a machine's for which somebody answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from include.locker.veiling import is_veiled
from include.review.observed import Seen, ask
from include.review.reviewers import People

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Owner:
    """Whose an account is: people by id, and the words for it."""

    people: tuple[str, ...]
    words: str
    left: tuple[str, ...] = ()
    is_shared: bool = False


def key_of(row: Mapping[str, Any]) -> Key:
    """Identify an account as systems compare names."""
    return row["system"], row["scope_id"].casefold(), row["account"].casefold()


def named(row: Mapping[str, Any]) -> str:
    """Name an account as registers do: ``system:scope/account``."""
    return f"{row['system']}:{row['scope_id']}/{row['account']}"


def address(text: str) -> Key:
    """Identify a person by an address, as an account names one."""
    return "@", "", text.casefold()


def owner_of(row: Mapping[str, Any], owners: Mapping[Key, Owner]) -> Owner:
    """Return whose an account is: by its name in a register, else by the addresses that it bears."""
    named_in = owners.get(key_of(row))
    if named_in is not None:
        return named_in
    keys = [address(each) for each in row.get("addresses") or ()]
    found = list(dict.fromkeys(owners[key] for key in keys if key in owners))
    if len(found) == 1:
        return found[0]
    return Owner(
        people=tuple(sorted({person for each in found for person in each.people})),
        words="; ".join(sorted(each.words for each in found)) or "nobody",
        left=tuple(text for each in found for text in each.left),
        is_shared=bool(found),
    )


def whose(company: Seen, as_of: datetime) -> tuple[People, dict[Key, Owner]]:
    """Return the roster, and whose each account is; people by their address, too."""
    known = ask("people", company.tables, as_of=as_of, scope_id=company.scope.id)
    # Reviews are kept as they are: who can be erased is not named in them.
    roster = company.tables.get("register_roster")
    people = People(known, says_ids=roster is not None and is_veiled(roster.schema))
    active = {row["person"]: row for row in known}
    said: dict[Key, list[dict[str, Any]]] = {}
    for row in ask("owners", company.tables, as_of=as_of, scope_id=company.scope.id):
        said.setdefault(key_of(row), []).append(row)
    for row in sorted(known, key=lambda each: bool(each["is_active"])):
        if row["email"] is None:
            continue
        # Of two who have had an address it is whose that works here.
        said[address(row["email"])] = [{"kind": "person", "owner": row["person"]}]
    return people, {key: _owner(rows, people, active, as_of) for key, rows in said.items()}


def _owner(
    rows: Sequence[Mapping[str, Any]],
    people: People,
    roster: Mapping[str, Mapping[str, Any]],
    as_of: datetime,
) -> Owner:
    ids, words, left = set(), [], []
    for row in rows:
        found = (row["owner"],) if row["kind"] == "person" else people.called(row["owner"])
        ids |= set(found)
        if row["kind"] == "person":
            words.append(people.words(row["owner"]))
            left += _gone(words[-1], roster.get(row["owner"]), as_of)
            continue
        names = " or ".join(people.words(each) for each in found) or row["owner"]
        words.append(f"{row['kind']}, {names} answers for it")
        if not any(roster[each]["is_active"] for each in found):
            left.append(f"nobody who works here answers for it: {names}")
    is_shared = sum(row["kind"] == "person" for row in rows) > 1
    return Owner(tuple(sorted(ids)), "; ".join(sorted(words)), tuple(left), is_shared)


def _gone(name: str, person: Mapping[str, Any] | None, as_of: datetime) -> list[str]:
    if person is None or person["is_active"]:
        return []
    ended = person["ended_at"]
    if ended is None or ended > as_of:
        return [f"{name} has not started"]
    # A last day without a time ends where the next one begins.
    return [f"{name} left {ended - timedelta(microseconds=1):%Y-%m-%d}"]
