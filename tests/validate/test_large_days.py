"""A day that is larger than the memory is judged like any other."""

import pytest

from include.locker import store
from include.model.errors import LockerCorrupt
from tests.validate.kept import Kept, at


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_HELD", 0)
    kept = Kept(tmp_path)
    kept.known(at(1))
    kept.branches(at(-1), 1)
    kept.branches(at(30), 1)
    return kept


def test_every_revision_of_its_events_is_judged(kept):
    kept.merges((1, 5, 1), (2, 6, 0))
    kept.merges((3, 7, 0), seen=at(60))

    assert kept.verdicts() == {"1": "conforming", "2": "deviating", "3": "deviating"}


def test_a_large_file_whose_bytes_were_changed_is_refused(kept):
    kept.merges((1, 5, 1))
    (path,) = kept.locker.root.glob("evidence/dataset=test_merges/**/*.parquet")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(LockerCorrupt, match="not those that were recorded"):
        kept.judge()


def test_a_population_is_judged_in_batches_as_at_once(kept, monkeypatch):
    monkeypatch.setattr("include.control_tests.judge._AT_ONCE", 2)
    kept.merges((1, 5, 1), (2, 6, 0), (3, 7, 1), (4, 8, 0), (5, 9, 1))

    assert [*kept.verdicts().values()] == [
        *("conforming", "deviating", "conforming", "deviating", "conforming")
    ]
