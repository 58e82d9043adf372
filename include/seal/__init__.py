"""Seal: sign what the locker and the warehouse recorded since the last seal, with another's time."""

from collections.abc import Callable
from datetime import datetime

from include.locker import Locker
from include.locker.seal import SigningKey, TimeAuthority
from include.locker.seal import seal as seal_log
from include.model.integrity import WarehouseDigest
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.warehouse.digest import digest

__all__ = ["seal"]


def seal(
    locker: Locker,
    key: SigningKey,
    *,
    run: Run,
    warehouse_uri: str | None = None,
    authority: TimeAuthority | None = None,
    former_key: SigningKey | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Entry | None:
    """Seal the log since the last seal, with a digest of the rows that were loaded from it.

    Returns:
        The seal's entry; None when nothing but a seal was recorded since.

    Raises:
        WarehouseUnreachable, SourceUnreachable: no digest, no time token or no signature could be had;
            nothing is sealed, seal again.
        DefinitionError: the key changed without its predecessor's endorsement.
    """

    def rows(first: int, last: int) -> WarehouseDigest | None:
        return digest(warehouse_uri, first, last) if warehouse_uri else None

    return seal_log(
        locker,
        key,
        run=run,
        authority=authority,
        digest=rows,
        former_key=former_key,
        clock=clock,
    )
