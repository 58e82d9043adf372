import random
from datetime import UTC, date, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from include.locker.encoding import (
    decode_parquet,
    encode_parquet,
    encode_raw,
    evidence_path,
    fingerprint,
    row_hash,
)
from include.model.dataset import column, describe
from include.model.interval import slot_of, window_of

ROWS = st.lists(
    st.fixed_dictionaries({"name": st.text(), "size": st.none() | st.integers(0, 10)}), max_size=20
)
SCHEMA = pa.schema([("name", pa.string()), ("size", pa.int64())])


@given(ROWS, st.randoms(use_true_random=False))
def test_the_same_rows_in_another_order_have_the_same_hash(rows, rng: random.Random):
    shuffled = rows[:]
    rng.shuffle(shuffled)

    first = row_hash(pa.Table.from_pylist(rows, schema=SCHEMA))
    second = row_hash(pa.Table.from_pylist(shuffled, schema=SCHEMA))

    assert first == second


@given(ROWS, ROWS)
def test_other_rows_have_another_hash(left, right):
    first = row_hash(pa.Table.from_pylist(left, schema=SCHEMA))
    second = row_hash(pa.Table.from_pylist(right, schema=SCHEMA))

    def key(row):
        return row["name"], -1 if row["size"] is None else row["size"]

    assert (first == second) == (sorted(left, key=key) == sorted(right, key=key))


def test_every_kind_of_value_has_a_form_in_the_hash():
    table = pa.table(
        {
            "at": pa.array([datetime(2026, 1, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
            "on": pa.array([date(2026, 1, 1)]),
            "bytes": pa.array([b"\x00"]),
            "list": pa.array([["a"]]),
            "map": pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string())),
        }
    )

    assert len(row_hash(table)) == 64


def test_the_same_answers_are_the_same_bytes():
    answers = [{"operation": "ListUsers", "body": {"Users": []}}]

    assert encode_raw(answers) == encode_raw(answers)


def test_descriptions_travel_with_the_parquet_file():
    schema = pa.schema([column("name", pa.string(), "What it is called.")])

    read = decode_parquet(encode_parquet(schema.empty_table()), "x.parquet")

    assert describe(read.schema.field("name")) == "What it is called."


def test_a_schema_is_told_from_another_by_type_and_nullability():
    one = pa.schema([pa.field("a", pa.int64())])
    other = pa.schema([pa.field("a", pa.int64(), nullable=False)])

    assert fingerprint(one) != fingerprint(other)


def test_evidence_rests_where_other_engines_can_filter_it():
    instant = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)

    assert evidence_path("aws_iam_users", "123456789012", slot_of(instant), "073000-abcdef") == (
        "evidence/dataset=aws_iam_users/date=2026-11-24/scope=123456789012/slot=0600/"
        "observation=073000-abcdef/part-0.parquet"
    )
    assert evidence_path("github_changes", "acme", window_of(instant), "0") == (
        "evidence/dataset=github_changes/date=2026-11-24/scope=acme/revision=0/part-0.parquet"
    )
