"""Where evidence goes: the locker, the warehouse, and what seals them."""

from collections.abc import Iterator
from typing import Any

from include.locker import Locker
from include.locker.seal import SigningKey, TimeAuthority
from include.model.errors import DefinitionError, SourceUnreachable

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
