"""Revisions of a day are one table: the latest of a row stands, and hides nothing that was known before."""

import pyarrow as pa
import pytest

from include.validate.tables import table

SCHEMA = pa.schema(
    [
        ("repository", pa.string()),
        ("number", pa.int64()),
        ("title", pa.string()),
        ("checks", pa.int64()),
        ("read_errors", pa.list_(pa.string())),
    ],
    metadata={b"key": b"repository,number"},
)
LACKS = ["GET checks: Http403"]


class Made:
    """A manifest as far as it is looked at: it names the rows of its revision."""

    def __init__(self, *rows):
        columns = SCHEMA.names
        self.parquet = pa.Table.from_pylist(
            [dict(zip(columns, r, strict=True)) for r in rows], SCHEMA
        )


@pytest.fixture
def joined():
    def join(*revisions):
        made = [Made(*rows) for rows in revisions]
        rows = table(lambda parquet: parquet, made, is_day=False).to_pylist()
        return {(row["repository"], row["number"]): row for row in rows}

    return join


def test_the_latest_revision_of_a_row_stands(joined):
    found = joined([("shop", 1, "A", 2, [])], [("shop", 1, "B", 3, [])], [("shop", 2, "C", 1, [])])

    assert [(each["title"], each["checks"]) for each in found.values()] == [("B", 3), ("C", 1)]


def test_what_a_later_revision_could_not_read_does_not_hide_what_was_known(joined):
    found = joined([("shop", 1, "A", 2, [])], [("shop", 1, "B", None, LACKS)])

    assert found["shop", 1] == {
        "repository": "shop",
        "number": 1,
        "title": "B",
        "checks": 2,
        "read_errors": LACKS,
    }


def test_what_a_later_revision_read_as_null_is_null(joined):
    found = joined(
        [("shop", 1, "A", 2, [])], [("shop", 1, None, None, [])], [("shop", 1, "C", None, LACKS)]
    )

    assert (found["shop", 1]["title"], found["shop", 1]["checks"]) == ("C", None)


def test_what_nobody_could_read_stays_unknown_and_the_rest_as_it_is(joined):
    found = joined(
        [("shop", 1, "A", None, LACKS), ("shop", 2, "B", 5, []), ("shop", None, None, None, LACKS)],
        [("shop", 1, "A", None, ["GET checks: Http500"])],
    )

    assert found["shop", 1]["checks"] is None
    assert found["shop", 1]["read_errors"] == ["GET checks: Http500"]
    assert found["shop", 2]["checks"] == 5
    assert found["shop", None]["read_errors"] == LACKS
