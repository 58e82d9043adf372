"""Says who reviews an account: its owner's manager, else the company's first reviewer who is no owner."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from include.model.errors import DefinitionError, Refused


@dataclass(frozen=True)
class Someone:
    """A person of the roster."""

    person: str
    name: str | None
    manager: str | None
    is_active: bool


class People:
    """The roster, in which a register may name somebody by id, name, address or role."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], *, says_ids: bool = False) -> None:
        """Read the roster's rows; ``says_ids``: nobody is called by name in what is kept."""
        self._known: dict[str, Someone] = {}
        self._named: dict[str, set[str]] = {}
        for row in rows:
            name = None if says_ids else row["name"]
            someone = Someone(row["person"], name, row["manager"], bool(row["is_active"]))
            self._known[someone.person.casefold()] = someone
            said = [row["person"], row["name"], row["email"], row["title"]]
            said.append(row["name"] and f"{row['name']}, {row['title']}")
            for text in filter(None, said):
                self._named.setdefault(text.casefold(), set()).add(someone.person)

    def get(self, person: str | None) -> Someone | None:
        """Find somebody by id."""
        return self._known.get(person.casefold()) if person else None

    def called(self, text: str) -> tuple[str, ...]:
        """Return the ids of everybody whom a register may mean."""
        return tuple(sorted(self._named.get(text.casefold(), ())))

    def words(self, person: str) -> str:
        """Return somebody's name, or the id where nobody has it."""
        known = self.get(person)
        return (known.name if known else None) or person


def check_reviewers(people: People, reviewers: Sequence[str]) -> None:
    """Refuse reviewers who do not work here.

    Raises:
        DefinitionError: one of them is nobody of the roster, or has left.
    """
    for each in reviewers:
        found = people.get(each)
        if found is None or not found.is_active:
            raise DefinitionError(
                f"access_review.yaml: reviewer {each} is nobody of the roster who works here; name another"
            )


def reviewer_of(
    account: str, owners: Iterable[str], people: People, reviewers: Sequence[str]
) -> str:
    """Name the one reviewer of an account, who works here and is none of its owners.

    Raises:
        Refused: it is the account of everybody who could review it.
    """
    own = {each.casefold() for each in owners}
    managers = [found.manager for each in sorted(own) if (found := people.get(each))]
    for candidate in (*managers, *reviewers):
        found = people.get(candidate)
        if found and found.is_active and found.person.casefold() not in own:
            return found.person
    raise Refused(f"{account}: every reviewer is its owner; add one to access_review.yaml")
