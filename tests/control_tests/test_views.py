"""Views: a population is kept with what it shares with others, and its errors keep their lines."""

import pytest

from include.control_tests.query import parse
from include.control_tests.views import expand


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "users.sql").write_text("-- Who is there.\nselect name from people\n")
    (tmp_path / "admins.sql").write_text("select name from users where name = $chief\n")
    return tmp_path


def test_what_reads_no_view_is_left_as_it_is(folder):
    assert expand("select name from people", folder) == ("select name from people", 0)


@pytest.mark.parametrize("own", ["select * from admins", "with a as (from admins) select * from a"])
def test_a_view_stands_before_its_reader_and_behind_what_it_reads_itself(folder, own):
    sql, lines = expand(own, folder)

    query = parse(sql)
    assert set(query.tables) == {"people"}
    assert query.parameters == {"chief"}
    assert sql.index("users as (") < sql.index("admins as (")
    assert sql.splitlines()[lines].strip() == own.removeprefix("with").strip()
