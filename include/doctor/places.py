"""Where evidence goes: the locker, the warehouse, and what seals them."""

from collections.abc import Iterator
from typing import Any

from include.locker import Locker
from include.locker.seal import TimeAuthority
from include.model.errors import SourceUnreachable

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


def sealing_findings(authority: TimeAuthority | None) -> Iterator[str]:
    """Ask the time authority for a token over a few bytes."""
    if authority is None:
        return
    try:
        authority.token(_SAMPLE)
    except SourceUnreachable as error:
        yield str(error)
