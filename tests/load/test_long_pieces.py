"""A season that was judged at once is one piece of the log, and needs no more of the server than a day."""

from datetime import timedelta

from include.load.pieces import append_piece
from include.load.reader import Reader
from include.model.interval import slot_of, utc_now
from include.warehouse.connection import connect
from include.warehouse.dimensions import Dimensions
from include.warehouse.schema import migrate
from tests.load.written import FIRST, Written

LOCKS = "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()"


def _locks_held(folder, uri, slots):
    """Judge so many slots after all of them were observed, append them as one piece, and count its locks."""
    written = Written(folder)
    times = [slot_of(FIRST.start + timedelta(hours=6 * number)) for number in range(slots)]
    for number, slot in enumerate(times):
        written.judge({"ann": "deviating" if number % 2 else "conforming"}, slot)
    migrate(uri)
    with connect(uri) as connection, connection.cursor() as cursor:
        piece = list(written.locker.entries())
        append_piece(cursor, Reader(written.locker), Dimensions(cursor), piece, utc_now())
        cursor.execute(LOCKS)
        return cursor.fetchall()[0][0]


def test_a_judgement_more_holds_no_lock_more(tmp_path, postgres):
    few = _locks_held(tmp_path / "few", postgres.create_database("few_slots"), 3)
    many = _locks_held(tmp_path / "many", postgres.create_database("many_slots"), 9)

    assert many == few
