"""Where evidence goes: the locker, the warehouse, and what seals them."""

from collections.abc import Iterator
from typing import Any

from include.locker import Locker
from include.locker.people import PeopleKeys
from include.locker.seal import SigningKey, TimeAuthority, public_half
from include.model.errors import DefinitionError, SourceUnreachable
from include.model.integrity import Seal

_SAMPLE = b"soc2 doctor"


def locker_findings(path: str, **access: Any) -> Iterator[str]:
    """Begin a write in the locker and give it up: nothing of it stays.

    A bucket that does not take it, or can't keep evidence, is a ``LockerUnreachable`` that says so.
    """
    try:
        with Locker.open(path, **access).draft() as draft:
            draft.try_out(_SAMPLE)
    except OSError as error:
        yield (
            f"locker {path}: can't be written to ({error.strerror}); let the workers' account own it, "
            "and mount it into every worker"
        )


def people_findings(path: str, people: PeopleKeys | None, *, is_decided: bool) -> Iterator[str]:
    """Open people's keys where they are kept; say of a lock that nobody lifts that it keeps names, too."""
    if people is not None:
        try:
            people.open()
        except DefinitionError as error:
            yield str(error)
    elif path.startswith("s3://") and "mode=GOVERNANCE" not in path and not is_decided:
        yield (
            f"locker {path}: names and addresses of people are kept in the clear, under a lock that "
            "nobody lifts; add the connection people_keys before the first night, or say why not in its "
            "extra in_the_clear (docs/connections.md)"
        )


def sealing_findings(key: SigningKey, authority: TimeAuthority | None) -> Iterator[str]:
    """Sign a few bytes, and ask the time authority for a token over them."""
    try:
        # A key of KMS may be shown to who may not sign with it.
        key.sign(_SAMPLE)
    except (DefinitionError, SourceUnreachable) as error:
        yield str(error)
    if authority is None:
        return
    try:
        authority.token(_SAMPLE)
    except SourceUnreachable as error:
        yield str(error)


def last_seal_findings(key: SigningKey, locker: Locker) -> Iterator[str]:
    """Hold the key against the one of the log's last seal: another one is refused until that endorses it."""
    seals = (each.record for each in locker.newest() if isinstance(each.record, Seal))
    own, last = public_half(key), next(seals, None)
    if last and last.key != own:
        yield (
            f"sealing key {own.fingerprint[:16]}: the log's last seal is by {last.key.fingerprint[:16]}; "
            "name that key again, or let it endorse this one once (python -m include.seal --former-key)"
        )
