"""What stands in the packet: the life's deviations, gaps, changes, sample, and the plain lists."""

import csv
import hashlib
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from include.model.files import read_yaml
from include.model.sample import Period
from include.packet import build
from include.packet.queries import queries
from include.packet.requests import _Requests
from include.warehouse.connection import connect
from tests.packet.lived import HOSTILE, at


def rows(packet, name):
    with (packet.folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_control_has_the_conclusion_of_the_warehouse(packet):
    found = {row["control_id"]: row for row in rows(packet, "facts/conclusions.csv")}

    assert {name: row["conclusion"] for name, row in found.items()} == {
        "AC-01": "deviations_noted",
        "AC-02": "no_deviations_noted",
        "CM-01": "not_tested_throughout",
    }
    assert (found["AC-01"]["deviating_items"], found["AC-01"]["items_tested"]) == ("2", "3")


def test_the_page_does_not_call_a_setting_of_each_day_an_item_tested(packet):
    page = (packet.folder / "report.html").read_text(encoding="utf-8")
    (drawable,) = [
        row["items"]
        for row in rows(packet, "populations/index.csv")
        if row["control_id"] == "AC-01"
    ]

    assert f"{drawable} items to draw from, a setting once a day" in page


def test_every_deviation_is_named_with_begin_and_end(packet):
    found = [
        (row["item_id"], row["first_observed_at"][:10], row["closed_at"][:10])
        for row in rows(packet, "facts/deviations.csv")
    ]

    assert found == [
        (f"'{HOSTILE}", "2026-10-26", "2026-11-08"),
        ("ann", "2026-10-29", "2026-11-01"),
        ("ann", "2026-11-06", "2026-11-08"),
    ]


def test_a_day_without_evidence_is_named_with_its_cause(packet):
    (gap,) = rows(packet, "facts/gaps.csv")

    assert (gap["control_id"], gap["day_date"]) == ("AC-01", "2026-11-03")
    assert "AccessDenied on iam:ListUsers" in gap["causes"]


def test_a_control_that_changed_stands_with_both_versions_and_what_changed(packet):
    found = [
        (row["owner"], row["changed"])
        for row in rows(packet, "facts/controls.csv")
        if row["control_id"] == "AC-02"
    ]

    assert found == [("security", ""), ("platform", '["owner", "definition"]')]


def test_what_happened_after_the_period_is_shown_as_such(packet):
    found = [(row["event"], row["item_id"]) for row in rows(packet, "facts/after_period.csv")]

    assert found == [("mended", f"'{HOSTILE}"), ("mended", "ann")]


def test_a_fact_is_what_its_query_answers(packet, lived):
    statement = (packet.folder / "facts/deviations.sql").read_text()

    with connect(lived[1]) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        answered = cursor.fetchall()

    assert len(answered) == len(rows(packet, "facts/deviations.csv"))


def test_a_population_counts_every_item_and_day(packet):
    table = pq.read_table(packet.folder / "populations/AC-01.parquet").to_pylist()

    assert len(table) == 33
    deviating = {(row["item_id"], row["day"].day) for row in table if row["verdict"] == "deviating"}
    assert {day for item, day in deviating if item == "ann"} == {29, 30, 31, 6}
    (index,) = [r for r in rows(packet, "populations/index.csv") if r["control_id"] == "AC-01"]
    assert (index["items"], index["unseen_days"], index["frozen_entry"]) == ("33", "1", "103")


def test_a_sample_is_repeated_from_the_packet_alone(packet):
    (drawn,) = [r for r in rows(packet, "facts/draws.csv") if not r["discarded_reason"]]
    asked = ("populations/AC-01.csv", "--seed", drawn["seed"], "--size", drawn["drawn_items"])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "redraw.py", *asked],
        cwd=packet.folder,
        capture_output=True,
        text=True,
        check=True,
    )

    first, *keys = done.stdout.splitlines()

    assert first == f"population {drawn['population_sha256']} of 33 items"
    sample = rows(packet, f"samples/AC-01_{int(drawn['draw_entry']):09d}.csv")
    assert keys == [f"{row['position']} {row['key']}" for row in sample]


def test_a_discarded_draw_is_shown_with_its_reason(packet):
    (gone,) = [row for row in rows(packet, "facts/draws.csv") if row["discarded_reason"]]

    assert (gone["seed"], gone["discarded_reason"]) == ("mistyped", "the seed was mistyped")
    assert rows(packet, f"samples/AC-01_{int(gone['draw_entry']):09d}_discarded.csv")


def test_users_are_listed_by_the_last_report_of_each_month(packet):
    october, november = (rows(packet, f"exports/2026-{month}/users.csv") for month in (10, 11))

    assert [row["user"] for row in october] == [f"'{HOSTILE}", "ann"]
    assert [row["user"] for row in november] == ["ann"]
    assert october[1]["last_activity"].startswith("2026-10-30")


def test_a_pull_request_without_a_review_is_listed_all_the_same(packet):
    found = rows(packet, "exports/2026-11/pull_requests.csv")

    assert [(row["number"], row["reviewer"]) for row in found] == [("7", "bo"), ("8", "")]


def test_every_list_has_its_rows_hash_query_and_evidence_and_what_is_missing_says_so(packet):
    index = rows(packet, "exports/index.csv")

    assert len(index) == 2 * len(queries("exports"))
    for row in index:
        assert (packet.folder / "exports" / row["query"]).is_file()
        if row["file"]:
            content = (packet.folder / "exports" / row["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == row["sha256"]
            assert len(rows(packet, f"exports/{row['file']}")) == int(row["rows"])
            assert json.loads(row["evidence"])
        else:
            assert "was not collected in this month" in row["remark"]


def test_a_list_of_events_says_how_many_days_of_them_were_collected(packet):
    (row,) = [
        row
        for row in rows(packet, "exports/index.csv")
        if row["file"].endswith("11/pull_requests.csv")
    ]

    assert "github_pull_requests: 1 of 6 days were collected in harbour" in row["remark"]


def test_a_list_names_the_scope_that_could_not_be_read(packet):
    (row,) = [
        row for row in rows(packet, "exports/index.csv") if row["file"].endswith("11/users.csv")
    ]

    assert row["remark"] == "aws_iam_users was not collected in 210987654321"


def test_every_request_leads_to_a_file_or_says_why_not(packet):
    for row in rows(packet, "requests.csv"):
        names = json.loads(row["files"])
        assert names or row["remark"]
        assert all(any(packet.folder.glob(name)) for name in names)


def test_every_version_of_a_test_has_its_population_query(packet):
    for row in rows(packet, "facts/tests.csv"):
        query = packet.folder / "tests" / row["test_id"] / f"{row['definition_sha256'][:12]}.sql"
        assert query.read_text().strip() == row["population_sql"].strip()


def test_the_readme_says_what_is_not_shown(packet):
    text = (packet.folder / "README.md").read_text(encoding="utf-8")

    assert "Manual controls (CM-01)" in text
    assert "999999999999: out of scope, Holds no data of customers." in text
    assert "emulator" in text


def test_one_day_is_a_gap_assessment_with_the_criteria(lived, tmp_path):
    day = at(11, 6).date()

    made = build(*lived, Period(first=day, last=day), tmp_path)

    page = (made.folder / "report.html").read_text(encoding="utf-8")
    assert "<title>Gap assessment: Harbour &amp; Sons, 2026-11-06" in page
    assert "People are not tested." in page


def test_files_that_requests_name_are_written_by_the_packet():
    from include.packet import requests

    named = read_yaml(requests._ROOM / "requests.yaml", _Requests)
    facts = {f"facts/{query.name}.csv" for query in queries("facts")}
    lists = {f"exports/*/{query.name}.csv" for query in queries("exports")}

    wanted = {name for each in named.requests for name in each.files if "csv" in name}

    assert wanted - {"exports/index.csv"} <= facts | lists


@pytest.mark.parametrize("folder", ["facts", "exports"])
def test_every_query_says_its_title_and_what_one_row_is(folder):
    for query in queries(folder):
        assert query.grain.startswith("One row per"), query.name
        assert query.sql.startswith(f"-- {query.title}\n-- {query.grain}\n"), query.name
