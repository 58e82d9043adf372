"""What a load adds, when it adds nothing, and what a load that dies leaves."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from include.load import load, pieces
from include.locker import Locker
from include.model.errors import LockerConflict, LockerCorrupt
from include.warehouse.schema import digest
from tests.load.written import FIRST, PRODUCTION, SANDBOX, SECOND, THIRD, Written

# Loads a locker in a process that kills itself within the entry of the given number.
DYING = """
import os, pathlib, signal, sys
from include.load import load, pieces
from include.locker import Locker

folder, uri, number = sys.argv[1:]
derive = pieces.derive
def die(cursor, judged):
    held = list(judged)
    derived = derive(cursor, held)
    if any(each.entry.number == int(number) for each in held):
        os.kill(os.getpid(), signal.SIGKILL)
    return derived
pieces.derive = die
load(Locker.open(pathlib.Path(folder)), uri)
"""


def written_slots(written):
    for slot, verdict in ((FIRST, "deviating"), (SECOND, "deviating"), (THIRD, "conforming")):
        for scope in (PRODUCTION, SANDBOX):
            written.collect(slot, scope)
            written.judge({"ann": verdict, "bob": "conforming"}, slot, scope=scope)
    return written


def counts(uri):
    return {table: rows for table, (rows, _) in digest(uri).items()}


def test_every_record_becomes_its_rows(written, database):
    loaded = load(written_slots(written).locker, database)

    assert loaded.entries == 12
    assert +loaded.rows == {"fct_collection": 6, "fct_assessment": 6, "fct_deviation": 4}


def test_loading_again_adds_nothing(written, database):
    load(written_slots(written).locker, database)
    before = digest(database)

    again = load(written.locker, database)

    assert (again.entries, again.rows.total(), digest(database)) == (0, 0, before)


def test_the_same_inputs_judged_again_add_nothing(written, database):
    written.judge({"ann": "deviating"}, FIRST)
    written.judge({"ann": "deviating"}, FIRST)

    loaded = load(written.locker, database)

    assert (loaded.rows["fct_assessment"], loaded.rows["fct_deviation"]) == (1, 1)


def test_a_warehouse_rebuilt_at_once_equals_one_that_was_loaded_bit_by_bit(
    written, database, postgres
):
    for slot, verdict in ((FIRST, "deviating"), (SECOND, "conforming"), (FIRST, "deviating")):
        written.collect(slot)
        load(written.locker, database)
        count = len(list(written.locker.entries()))
        written.judge({"ann": verdict}, slot, inputs=str(count), parameters={"days": count % 4})
        load(written.locker, database)
    rebuilt = postgres.create_database("loaded_anew")

    load(Locker.open(written.locker.root), rebuilt)

    assert digest(rebuilt) == digest(database)


def test_a_load_that_is_killed_leaves_whole_slots_or_nothing(written, database):
    written_slots(written)
    dying = [sys.executable, "-c", DYING, str(written.locker.root), database, "8"]
    killed = subprocess.run(dying, cwd=Path(__file__).parents[2], check=False)

    left = counts(database)
    load(written.locker, database)

    assert killed.returncode == -signal.SIGKILL
    assert (left["load_log"], left["fct_collection"], left["fct_assessment"]) == (4, 2, 2)
    assert (counts(database)["load_log"], counts(database)["fct_assessment"]) == (12, 6)


def test_two_loads_at_once_load_everything_once(written, database):
    written_slots(written)
    loaded = []
    both = [
        threading.Thread(target=lambda: loaded.append(load(written.locker, database).entries))
        for _ in range(2)
    ]

    for each in both:
        each.start()
    for each in both:
        each.join()

    assert sorted(loaded) == [0, 12]


def test_slots_that_interleave_in_the_log_are_never_cut_in_two(written):
    for slot in (FIRST, SECOND, FIRST, SECOND, THIRD):
        written.collect(slot)

    cut = [[entry.number for entry in piece] for piece in pieces.whole_slots(written.locker, 0)]

    assert cut == [[1, 2, 3, 4], [5]]


def test_another_locker_is_refused(written, database, tmp_path):
    load(written_slots(written).locker, database)
    other = Written(tmp_path / "other")
    other.collect(THIRD)

    with pytest.raises(LockerConflict, match="entry 12 of another log"):
        load(other.locker, database)


def test_a_judgement_without_its_definition_is_refused(written, database, monkeypatch):
    written.judge({"ann": "deviating"})
    entry = next(written.locker.entries())
    bare = entry.model_copy(update={"record": entry.record.model_copy(update={"definitions": {}})})
    monkeypatch.setattr(written.locker, "entries", lambda after=0: iter([bare][after:]))

    with pytest.raises(LockerCorrupt, match="definition of console_users_have_mfa is not kept"):
        load(written.locker, database)


def test_a_file_that_was_changed_in_the_locker_is_not_loaded(written, database):
    entry = written.judge({"ann": "deviating"})
    file = written.locker.root / entry.record.verdicts.path
    file.chmod(0o644)
    file.write_bytes(b"other")

    with pytest.raises(LockerCorrupt):
        load(written.locker, database)

    assert counts(database)["load_log"] == 0
