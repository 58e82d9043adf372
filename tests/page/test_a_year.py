"""The page on months of results: what a person opens stays of a size that is read, however much is known."""

import uuid

import pytest

from include.load import load
from tests.bench.year import DATASETS, SCOPES, TESTS, THEMES, Year
from tests.slow import SLOW

pytestmark = SLOW
DAYS = 14
# A year's are as many: what grows with time is cut, not thinned.
ROWS = {
    "/": THEMES * TESTS,
    "/calendar": THEMES * TESTS,
    "/deviations": 50,
    "/evidence": len(DATASETS) * len(SCOPES),
    "/tests/theme_1_test_1": 40 + 200 + len(SCOPES),
}
SOME = 25
BYTES = 600_000


@pytest.fixture(scope="module")
def warehouse(postgres):
    uri = postgres.create_database(f"test_{uuid.uuid4().hex}")
    load(Year(DAYS), uri)
    return uri


def test_the_first_page_has_every_test_once(client):
    assert client("/").text.count('href="/soc2/tests/') == THEMES * TESTS


@pytest.mark.parametrize("path", ROWS)
def test_a_page_has_so_many_rows_and_bytes_at_most(client, path):
    query = {"month": "2026-01"} if path == "/calendar" else {}

    answer = client(path, **query)

    assert answer.status_code == 200
    assert answer.text.count("<tr>") <= ROWS[path] + SOME
    assert len(answer.content) < BYTES
