"""Audit: verify the whole locker, and the warehouse's rows against its seals; record what was found."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from include.audit.versions import say_versions
from include.locker import Locker
from include.locker.audit import record_verification
from include.locker.verify import Verification, verify
from include.model.integrity import Seal, VerificationRecord, WarehouseDigest
from include.model.interval import utc_now
from include.model.reference import Run
from include.warehouse.digest import FORM, digest

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
    with locker.mirrored() as folder:
        found = verify(folder, trust=trust, authority=authority, require_time=require_time)
    say_versions(locker, found)
    if warehouse_uri is not None and not found.problems:
        digests = [*_digests(locker)]
        found.problems.extend(_edited_rows(digests, warehouse_uri))
        former = [sealed for _, sealed in digests if sealed.form != FORM]
        if former:
            found.notes.append(
                f"the warehouse's rows up to entry {former[-1].last} were sealed in a form of before and "
                "were not compared; the locker itself was verified"
            )
    return found, record_verification(locker, found, run=run, clock=clock)


def _digests(locker: Locker) -> Iterator[tuple[int, WarehouseDigest]]:
    """Yield what each seal says of the warehouse, with the seal's number."""
    for entry in locker.entries():
        if isinstance(entry.record, Seal) and entry.record.warehouse is not None:
            yield entry.number, entry.record.warehouse


def _edited_rows(
    digests: Iterable[tuple[int, WarehouseDigest]], uri: str
) -> Iterator[tuple[str, str]]:
    """Yield the seals whose warehouse rows are not those that were sealed."""
    for number, sealed in digests:
        if sealed.form != FORM:
            continue
        now = digest(uri, sealed.first, sealed.last)
        if now != sealed:
            problem = (
                f"the warehouse's rows of entries {sealed.first} to {sealed.last} are not those that "
                f"were sealed ({now.rows if now else 0} rows, sealed were {sealed.rows}); rebuild the "
                "warehouse from the locker"
            )
            yield f"log/{number:09d}.json", problem
