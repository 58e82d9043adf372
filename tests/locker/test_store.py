import fcntl
import threading

import pyarrow as pa
import pytest

from include.locker import Locker
from include.model.errors import LockerConflict, LockerCorrupt

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})


def test_what_was_kept_is_read_back(anywhere, keep):
    entry = keep(anywhere, TABLE)

    read = anywhere.table(entry.record.parquet)

    assert read.equals(TABLE)


def test_the_log_numbers_entries_from_one_without_a_break(anywhere, keep):
    for second in range(3):
        keep(anywhere, TABLE, observation=f"07300{second}-abcdef")

    assert [entry.number for entry in anywhere.entries()] == [1, 2, 3]


def test_entries_can_be_read_after_a_number(anywhere, keep):
    for second in range(3):
        keep(anywhere, TABLE, observation=f"07300{second}-abcdef")

    assert [entry.number for entry in anywhere.entries(after=2)] == [3]


def test_the_newest_entry_can_be_read_first(anywhere, keep):
    for second in range(3):
        keep(anywhere, TABLE, observation=f"07300{second}-abcdef")

    assert [entry.number for entry in anywhere.newest()] == [3, 2, 1]


def test_a_missing_entry_is_named(locker, keep):
    for second in range(3):
        keep(locker, TABLE, observation=f"07300{second}-abcdef")
    (locker.root / "log" / "000000002.json").unlink()

    with pytest.raises(LockerCorrupt, match="entry 2 is missing"):
        list(locker.entries())


def test_an_edited_entry_that_is_no_record_is_named(locker, keep):
    keep(locker, TABLE)
    entry = locker.root / "log" / "000000001.json"
    entry.chmod(0o644)
    entry.write_text('{"kind": "collection"}')

    with pytest.raises(LockerCorrupt, match=r"000000001\.json: not a record"):
        list(locker.entries())


@pytest.mark.parametrize("position", [0, 40, -1])
def test_a_changed_byte_is_found_when_the_file_is_read(locker, keep, position):
    entry = keep(locker, TABLE)
    path = locker.root / entry.record.parquet.path
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)

    with pytest.raises(LockerCorrupt, match="not those that were recorded"):
        locker.table(entry.record.parquet)


def test_a_removed_file_is_found_when_it_is_read(locker, keep):
    entry = keep(locker, TABLE)
    (locker.root / entry.record.parquet.path).unlink()

    with pytest.raises(LockerCorrupt, match="the file is missing"):
        locker.table(entry.record.parquet)


def test_other_bytes_at_the_same_place_are_a_conflict_and_change_nothing(anywhere, keep):
    entry = keep(anywhere, TABLE)

    with pytest.raises(LockerConflict, match="never replaced"):
        keep(anywhere, TABLE.slice(0, 1))

    assert [each.number for each in anywhere.entries()] == [1]
    assert anywhere.table(entry.record.parquet).equals(TABLE)


def test_a_draft_that_is_not_committed_leaves_nothing(locker):
    with locker.draft() as draft:
        draft.add("evidence/dataset=x/part-0.parquet", b"half a file")

    assert not list((locker.root / "staging").iterdir())
    assert not (locker.root / "evidence").exists()


def test_a_writer_killed_before_its_commit_is_forgotten(locker):
    draft = locker.draft()
    draft.add("evidence/dataset=x/part-0.parquet", b"half a file")
    draft._staging.lock.close()

    Locker.open(locker.root)

    assert not list((locker.root / "staging").iterdir())
    assert not list(locker.entries())


def test_a_writer_killed_between_commit_and_move_is_finished_by_the_next_open(
    locker, keep, monkeypatch
):
    draft = locker.draft()
    monkeypatch.setattr("include.locker.directory._move", _killed)
    with pytest.raises(KeyboardInterrupt):
        keep(locker, TABLE, draft=_Abandoned(draft))
    monkeypatch.undo()
    (entry,) = locker.entries()
    seen_in_the_draft = locker.table(entry.record.parquet)
    draft._staging.lock.close()

    Locker.open(locker.root)

    assert seen_in_the_draft.equals(TABLE)
    assert (locker.root / entry.record.parquet.path).exists()
    assert not list((locker.root / "staging").iterdir())


def test_a_living_writers_draft_is_left_alone(locker):
    with locker.draft() as draft:
        draft.add("evidence/dataset=x/part-0.parquet", b"half a file")

        Locker.open(locker.root)

        assert list((locker.root / "staging").iterdir())


def test_a_draft_that_is_recovered_before_it_is_locked_begins_anew(locker, monkeypatch):
    lock = fcntl.flock

    def recover_first(file, how):
        monkeypatch.undo()
        Locker.open(locker.root)
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", recover_first)

    with locker.draft() as draft:
        ref = draft.add("evidence/dataset=x/part-0.parquet", b"a file")

    assert ref.size == 6


def test_parallel_writers_each_get_a_number_of_their_own(anywhere, keep):
    def write(number):
        for second in range(5):
            keep(anywhere, TABLE, observation=f"07{number:02}0{second}-abcdef")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [entry.number for entry in anywhere.entries()] == list(range(1, 31))


def test_evidence_can_not_be_opened_for_writing_by_its_owner(locker, keep):
    entry = keep(locker, TABLE)

    mode = (locker.root / entry.record.parquet.path).stat().st_mode

    assert mode & 0o222 == 0


def _killed(*_):
    raise KeyboardInterrupt


class _Abandoned:
    """A draft whose writer is killed: nothing is tidied up."""

    def __init__(self, draft):
        self._draft = draft

    def __enter__(self):
        return self._draft

    def __exit__(self, *_):
        pass
