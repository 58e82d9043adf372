"""Audit: verify the whole locker, and the warehouse's rows against its seals; record what was found."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from include.locker import Locker
from include.locker.audit import record_verification
from include.locker.verify import Verification, verify
from include.model.integrity import Seal, VerificationRecord, WarehouseDigest
from include.model.interval import utc_now
from include.model.reference import Run
from include.warehouse.digest import digest

__all__ = ["audit"]


def audit(
    locker: Locker,
    *,
    run: Run,
    warehouse_uri: str | None = None,
    trust: str | None = None,
    authority: Path | None = None,
    require_time: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Verification, VerificationRecord]:
    """Verify and record; a problem is a finding, not an error.

    ``trust`` is the fingerprint of the first sealing key, ``authority`` the time authority's
    certificate; ``require_time`` makes a seal without a time token a problem.

    Raises:
        WarehouseUnreachable: a warehouse was given and could not be read.
    """
    found = verify(locker.root, trust=trust, authority=authority, require_time=require_time)
    if warehouse_uri is not None and not found.problems:
        found.problems.extend(_edited_rows(locker, warehouse_uri))
    return found, record_verification(locker, found, run=run, clock=clock)


def _edited_rows(locker: Locker, uri: str) -> Iterator[tuple[str, str]]:
    """Yield the seals whose warehouse rows are not those that were sealed."""
    for entry in locker.entries():
        sealed: WarehouseDigest | None = (
            entry.record.warehouse if isinstance(entry.record, Seal) else None
        )
        if sealed is None:
            continue
        now = digest(uri, sealed.first, sealed.last)
        if now != sealed:
            problem = (
                f"the warehouse's rows of entries {sealed.first} to {sealed.last} are not those that "
                f"were sealed ({now.rows if now else 0} rows, sealed were {sealed.rows}); rebuild the "
                "warehouse from the locker"
            )
            yield f"log/{entry.number:09d}.json", problem
