"""Erases a person: what the key encrypted can't be read any more, and every hash stays verifiable."""

from collections.abc import Callable
from datetime import datetime

from include.locker.people import PeopleKeys
from include.locker.store import Locker
from include.model.erasure import Erasure
from include.model.errors import Refused
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run


def keys_of(locker: Locker) -> PeopleKeys:
    """Return the keys of a locker's people.

    Raises:
        Refused: none are kept, so that nothing is encrypted.
    """
    if locker.people is None:
        raise Refused(
            f"{locker.root}: no people's keys are named, so nobody can be erased; set SOC2_PEOPLE_KEYS and "
            "SOC2_PEOPLE_MASTER as docs/operating.md says"
        )
    return locker.people


def erase(
    locker: Locker,
    person: str,
    *,
    reason: str,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record that somebody is erased, then destroy the key; a second call after a crash does both again.

    Raises:
        Refused: nobody of that id has a key.
    """
    people = keys_of(locker)
    if people.find(person) is None:
        raise Refused(
            f"{person}: no key of that id in {people.name}; it is the id of the roster or of Identity "
            "Center's user, exactly as written there, or it was erased before"
        )
    with locker.draft() as draft:
        entry = draft.commit(
            Erasure(person=person, keys=people.id, reason=reason, recorded_at=clock(), run=run)
        )
    people.destroy(person)
    return entry
