"""Load: append what the locker's log holds to the warehouse, whole slots or nothing.

Goes on after the last entry that was loaded; the same inputs judged again add nothing. Never changes a fact.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from include.load.activity import append_missing_events
from include.load.pieces import append_piece, derive_missing, whole_slots
from include.load.reader import Reader
from include.locker import Locker
from include.model.errors import LockerConflict
from include.model.interval import utc_now
from include.warehouse.connection import connect
from include.warehouse.dimensions import Dimensions
from include.warehouse.schema import alone, gather_statistics, last_loaded, migrate

__all__ = ["Loaded", "load"]


@dataclass
class Loaded:
    """How much was new: entries of the log, rows by fact table; ``remarks`` are for people."""

    entries: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    remarks: tuple[str, ...] = ()


def load(locker: Locker, warehouse_uri: str, *, clock: Callable[[], datetime] = utc_now) -> Loaded:
    """Append every entry of the log that the warehouse does not have yet; make its tables first.

    Two loads at once wait for each other. A load that dies leaves whole slots or nothing.

    Raises:
        WarehouseUnreachable: the warehouse is down, or refused rows.
        LockerConflict: the warehouse was loaded from another locker.
        LockerCorrupt: a file is not what its record says.
    """
    total = Loaded(remarks=migrate(warehouse_uri))
    reader = Reader(locker)
    with connect(warehouse_uri) as connection:
        cursor = connection.cursor()
        alone(cursor)
        last, sha256 = last_loaded(cursor)
        _is_same_log(locker, last, sha256)
        derive_missing(cursor, reader, locker)
        append_missing_events(cursor, reader, locker)
        connection.commit()
        dimensions = Dimensions(cursor)
        for number, piece in enumerate(whole_slots(locker, last), start=1):
            added = append_piece(cursor, reader, dimensions, piece, clock())
            # A warehouse that is filled grows faster than the server looks at it by itself.
            if number.bit_count() == 1:
                gather_statistics(cursor)
            connection.commit()
            total.entries += len(piece)
            total.rows.update(added)
        cursor.close()
    return total


def _is_same_log(locker: Locker, last: int, sha256: str | None) -> None:
    """Refuse to go on with a log that is not the one that was loaded so far."""
    if not last:
        return
    same = next(locker.entries(after=last - 1), None)
    if same is None or same.sha256 != sha256:
        raise LockerConflict(
            f"the warehouse holds entry {last} of another log than {locker.root}; load into an empty "
            "database, or from the locker that it was loaded from"
        )
