"""Streamed rows are kept like any others, and what cannot be read makes none of them less."""

from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from include.extract import extract
from include.model.dataset import Nature
from include.model.errors import DefinitionError
from include.model.interval import window_of
from include.model.record import CollectionStatus
from include.sources.collection import Collection
from include.sources.spool import Spool
from tests.extract.conftest import NOW, RUN, SCOPE, THINGS

YESTERDAY = window_of(NOW - timedelta(days=1))


def table(*rows, names=None):
    names = names or pa.array([name for name, _ in rows], pa.string())
    return pa.table({"name": names, "size": pa.array([size for _, size in rows], pa.int64())})


@pytest.fixture
def day(a_source, locker):
    """Collect yesterday: rows that come, in parts, and what of the rest cannot be read."""

    def collect(*parts, unreadable=None, expected=None):
        def read(_client, into):
            with into.reading(THINGS):
                spool = into.stream(THINGS)
                earlier = sum(pq.read_metadata(path).num_rows for path in into.earlier(THINGS))
                for part in parts:
                    spool.write(part)
                into.expect(THINGS, spool.rows + earlier if expected is None else expected)
                if unreadable:
                    into.unreadable(THINGS, unreadable)

        a_source(read, Nature.EVENTS)
        made = extract(
            "test.things",
            SCOPE,
            lambda _scope, _into: None,
            locker=locker,
            run=RUN,
            interval=YESTERDAY,
            clock=lambda: NOW,
        )
        return made.manifests[0]

    return collect


def test_streamed_rows_are_read_back_as_they_were_declared(day, locker):
    repeating = pa.array(["b", "c"]).dictionary_encode()

    made = day(
        table(("b", 1), ("c", 2), names=repeating), table(("d", None), names=repeating.slice(0, 1))
    )

    read = locker.table(made.parquet)
    assert read.schema.equals(THINGS.columns, check_metadata=False)
    assert read.to_pydict() == {"name": ["b", "c", "b"], "size": [1, 2, None]}
    assert read.schema.metadata[b"key"] == b"name"
    assert made.received_items == 3


def test_a_day_of_which_nothing_came_has_an_empty_file(day, locker):
    made = day()

    assert (locker.table(made.parquet).num_rows, made.received_items) == (0, 0)


def test_what_came_later_is_a_revision_of_its_own(day, locker):
    day(table(("a", 1)))

    made = day(table(("b", 2)))

    assert (made.revision, made.received_items) == (1, 2)
    assert locker.table(made.parquet).to_pylist() == [{"name": "b", "size": 2}]
    assert len(list(locker.entries())) == 2


def test_where_nothing_is_new_nothing_is_written(day, locker):
    day(table(("a", 1)))

    day()

    assert len(list(locker.entries())) == 1


def test_fewer_rows_than_were_expected_leave_none(day, locker):
    made = day(table(("a", 1)), expected=2)

    assert made.status is CollectionStatus.FAILED
    assert not list(locker.root.glob("evidence/**/*.parquet"))


def test_what_cannot_be_read_is_said_beside_the_rows_that_can(day, locker):
    made = day(table(("a", 1)), unreadable="an object breaks off")

    assert (made.status, made.unreadable) == (CollectionStatus.COLLECTED, "an object breaks off")
    assert locker.table(made.parquet).num_rows == 1


def test_that_everything_can_be_read_again_is_news(day, locker):
    day(table(("a", 1)), unreadable="an object breaks off")

    day(unreadable="an object breaks off")
    made = day()

    assert [entry.record.unreadable for entry in locker.entries()] == ["an object breaks off", None]
    assert (made.revision, made.received_items) == (1, 1)


@pytest.mark.parametrize("other", [table(("a", 2)), table(("b", 1)), table(("a", None))])
def test_the_row_hash_covers_every_value(tmp_path, other):
    hashes = set()
    for number, rows in enumerate((table(("a", 1)), other)):
        spool = Spool(tmp_path / str(number), THINGS)
        spool.write(rows)
        spool.close()
        hashes.add(spool.row_hash)

    assert len(hashes) == 2


def test_columns_that_were_not_declared_are_a_defect_of_the_source(tmp_path):
    spool = Spool(tmp_path / "things", THINGS)

    with pytest.raises(DefinitionError, match="not the declared columns"):
        spool.write(pa.table({"name": ["a"], "colour": ["red"]}))


def test_a_collection_without_a_folder_streams_nothing(a_source):
    source = a_source(lambda _client, _into: None, Nature.EVENTS)

    with pytest.raises(DefinitionError, match="no folder"):
        Collection(source).stream(THINGS)
