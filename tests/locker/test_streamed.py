"""A large file's rows come a few at a time, to whoever asks."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from include.control_tests.query import connect
from include.locker.streamed import Joined, Streamed

ROWS = 50_000
FEW = 16_384


@pytest.fixture
def streamed(tmp_path):
    path = tmp_path / "part-0.parquet"
    pq.write_table(pa.table({"n": pa.array(range(ROWS), pa.int64())}), path)
    return Streamed.of(pa.OSFile(str(path)))


def counted(rows):
    with connect() as connection:
        connection.register("events", rows)
        (row,) = connection.sql("select count(*), count(n) from events where n >= 10").fetchall()
        return row


def test_a_large_file_comes_a_few_rows_at_a_time(streamed):
    assert [len(batch) for batch in streamed.to_batches()] == [FEW, FEW, FEW, ROWS - 3 * FEW]


def test_joined_with_a_small_table_it_does_so_too(streamed):
    joined = Joined.of([streamed, pa.table({"n": pa.array([1], pa.int64())})])

    assert max(len(batch) for batch in joined.to_batches()) == FEW
    assert joined.count_rows() == ROWS + 1


def test_a_column_that_one_lacks_is_null_there(streamed):
    joined = Joined.of([streamed, pa.table({"m": ["a"]})])

    assert joined.to_table(columns=["m"]).column("m").null_count == ROWS


@pytest.mark.parametrize("join", [False, True])
def test_duckdb_asks_it_so(streamed, join, monkeypatch):
    rows = Joined.of([streamed, pa.table({"n": pa.array([11], pa.int64())})]) if join else streamed
    asked = []
    scan = type(rows).scanner
    monkeypatch.setattr(type(rows), "scanner", lambda of, **by: asked.append(by) or scan(of, **by))

    assert counted(rows) == (ROWS - 10 + join, ROWS - 10 + join)
    assert asked
    assert "columns" in asked[0]
