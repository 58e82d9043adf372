"""Every view says in its comment what one row is, and its rows are no other."""

import re
from datetime import date, timedelta

import pytest

from include.load import load
from include.warehouse.connection import connect
from tests.load.written import FIRST, PRODUCTION, SECOND, Written

VIEWS = (
    "SELECT relname, obj_description(oid) FROM pg_class "
    "WHERE relnamespace = 'soc2'::regnamespace AND relkind = 'v' ORDER BY relname"
)
GRAIN = re.compile(
    r"^One row(?: per ([a-z_0-9]+(?:(?:, | and )[a-z_0-9]+)*))?( and state of knowledge)?:"
)


def test_the_rows_of_every_view_are_what_its_comment_says(lived, ask):
    instants = ask(lived, "SELECT DISTINCT recorded_at FROM soc2.fct_assessment")
    for view, comment in ask(lived, VIEWS):
        found = GRAIN.match(comment)
        assert found, f"{view}: {comment}"
        columns, is_versioned = found[1], found[2]
        key = re.sub(", | and ", ", ", columns) if columns else "1"
        known = ["true"]
        if is_versioned:
            known = [
                f"recorded_at <= '{at}' AND (superseded_at IS NULL OR superseded_at > '{at}')"
                for (at,) in instants
            ]
        for condition in known:
            query = (
                f"SELECT {key}, count(*) FROM soc2.{view} WHERE {condition} "
                f"GROUP BY {key} HAVING count(*) > 1"
            )
            assert ask(lived, query) == [], view


def test_every_view_has_rows_here(lived, ask):
    empty = {
        view
        for view, _ in ask(lived, VIEWS)
        if not ask(lived, f"SELECT 1 FROM soc2.{view} LIMIT 1")
    }

    assert empty == set()


REPORT = """
    SELECT test_id, scope_id, day_date, outcome, seen_intervals, deviating_items FROM soc2.v_calendar
    WHERE recorded_at <= '{0}' AND (superseded_at IS NULL OR superseded_at > '{0}')
    ORDER BY test_id, scope_id, day_date
"""
EPISODES = """
    SELECT test_id, scope_id, item_id, starts_at, ends_at, close_basis FROM soc2.v_episode
    WHERE recorded_at <= '{0}' AND (superseded_at IS NULL OR superseded_at > '{0}')
    ORDER BY test_id, scope_id, item_id, starts_at
"""
CONCLUSIONS = (
    "SELECT to_jsonb(each) FROM soc2.period_conclusion('2026-11-24', '2026-11-25', '{0}') AS each"
)


def test_a_report_of_then_is_the_same_after_corrections(tmp_path, database, ask):
    written = Written(tmp_path / "locker")
    written.judge({"ann": "deviating"}, FIRST)
    written.judge({"ann": "conforming"}, SECOND)
    load(written.locker, database)
    then = SECOND.end
    before = [ask(database, each.format(then)) for each in (REPORT, EPISODES, CONCLUSIONS)]

    written.judge(
        {"ann": "conforming"}, FIRST, inputs="late", recorded_at=then + timedelta(days=30)
    )
    load(written.locker, database)

    after = [ask(database, each.format(then)) for each in (REPORT, EPISODES, CONCLUSIONS)]
    now = [ask(database, each.format("infinity")) for each in (REPORT, EPISODES, CONCLUSIONS)]
    assert before == after
    assert all(each != former for each, former in zip(now, before, strict=True))
    assert before[1] == [
        ("console_users_have_mfa", PRODUCTION.id, "ann", FIRST.start, SECOND.start, "observed")
    ]
    assert now[1] == []
    assert before[0][0][2] == date(2026, 11, 24)


def test_every_reason_that_a_fact_can_have_has_words(lived, ask):
    from include.model.errors import Cause
    from include.model.record import GapCause

    named = set(ask(lived, "SELECT reason_kind, reason_id FROM soc2.dim_reason"))

    due = {("gap", str(each)) for each in GapCause} | {("failure", str(each)) for each in Cause}
    assert due == {each for each in named if each[0] in {"gap", "failure"}}


@pytest.mark.parametrize("role", ["soc2_reader", "soc2_auditor"])
def test_readers_read_every_view(lived, ask, role):
    with connect(lived) as connection, connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")

        for view, _ in ask(lived, VIEWS):
            cursor.execute(f"SELECT count(*) FROM soc2.{view}")
            assert cursor.fetchone()[0] >= 0, view
