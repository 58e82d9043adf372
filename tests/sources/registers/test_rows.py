"""Registers as people write and export them: YAML or CSV, and one clear line for whatever is wrong."""

from datetime import UTC, date, datetime

import pytest

from include.model.errors import Cause
from include.model.scope import Scope, ScopeKind
from include.sources import registers
from include.sources.registers import people, reviews
from include.sources.registers._entries import dataset

COMPANY = Scope(kind=ScopeKind.COMPANY, id="company", name="Example", starts_on=date(2026, 1, 1))
ROSTER = dataset(people.Employment)
ACCOUNTS = dataset(people.OtherAccount)
HEADER = "person,name,email,title,department,employment,start_date,end_date,time_zone,identities\n"
ANA = (
    "e1,Ana,ana@example.com,Engineer,Shop,employee,2026-01-01,,Europe/Amsterdam,"
    "github:acme/ana;okta:acme/ana\n"
)
BO = "e2,Bo,bo@example.com,Engineer,Shop,employee,2026-01-01,2026-03-31,America/New_York,\n"


@pytest.fixture
def collect(tmp_path, collection):
    """Return what a collection of people holds after reading one file."""

    def run(content, name="roster.csv"):
        content = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(content)
        into = collection(people.SOURCE)
        people.collect(registers.connect(tmp_path, COMPANY, into), into)
        return into

    return run


@pytest.fixture
def mistakes(collect, tmp_path):
    """Return the lines of the roster's error, without the folder before the file."""

    def run(content, name="roster.csv"):
        error = collect(content, name).readings["register_roster"].error
        assert error.cause is Cause.MALFORMED
        return str(error).replace(f"{tmp_path}/", "").splitlines()

    return run


def test_an_export_becomes_rows(collect, rows):
    into = collect(HEADER + ANA + BO)

    ana, bo = rows(into, ROSTER)
    assert into.readings["register_roster"].expected_items == 2
    assert (ana["end_date"], ana["identities"]) == (None, ["github:acme/ana", "okta:acme/ana"])
    assert (bo["end_date"], bo["identities"], bo["manager"]) == (date(2026, 3, 31), [], None)


def test_a_file_of_entries_becomes_the_same_rows(collect, rows):
    text = """entries:
  - {person: e1, name: Ana, email: ana@example.com, title: Engineer, department: Shop, employment: employee,
     start_date: 2026-01-01, time_zone: Europe/Amsterdam, identities: ["github:acme/ana", "okta:acme/ana"]}
"""

    into = collect(text, "roster.yaml")

    (row,) = rows(into, ROSTER)
    assert (row["person"], row["identities"]) == ("e1", ["github:acme/ana", "okta:acme/ana"])


def test_an_instant_is_kept_in_utc(collect, rows):
    into = collect(
        "system,scope_id,account,is_enabled,last_used_at\nokta,acme,ana,true,2026-03-01T10:00:00+02:00\n",
        "accounts.csv",
    )

    (row,) = rows(into, ACCOUNTS)
    assert row["last_used_at"] == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_the_mark_of_a_spreadsheet_and_empty_lines_are_no_mistake(collect, rows):
    into = collect("\ufeff" + HEADER + ANA + "\n" + BO)

    assert len(rows(into, ROSTER)) == 2


def test_who_comes_back_has_two_employments(collect, rows):
    again = BO.replace("2026-01-01,2026-03-31", "2026-06-01,")

    into = collect(HEADER + BO + again)

    assert len(rows(into, ROSTER)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER.encode() + ANA.encode().replace(b"Ana", b"\xc1na"), "not UTF-8"),
        (HEADER.replace(",time_zone", "") + ANA, "roster.csv:1: time_zone is missing; expected"),
        (HEADER.replace(",title", ",role,title") + ANA, "roster.csv:1: role is no column"),
        (HEADER.replace("title", "email") + ANA, "email stands twice"),
        (ANA + BO, "roster.csv:1: the first line names no column; expected person, name"),
        (HEADER + ANA + BO + ANA, "roster.csv:4: entries 1 and 3 are both e1; keep one"),
        (HEADER + BO.replace("2026-03-31", "2025-03-31"), "is before start_date 2026-01-01"),
        (HEADER + ANA.replace("Ana,", "=HYPERLINK(0),"), "roster.csv:2: name: begins with '='"),
        (HEADER + ANA.replace("Ana,", "+1,"), "name: begins with '+'"),
        (HEADER + ANA.replace("Ana,", "-1,"), "name: begins with '-'"),
        (HEADER + ANA.replace("Ana,", "@SUM(1),"), "name: begins with '@'"),
        (
            HEADER + ANA.replace("Europe/Amsterdam", "CET+1"),
            "roster.csv:2: time_zone: Value error, is no time zone",
        ),
        (
            HEADER + ANA.replace("github:acme/ana", "ana"),
            "roster.csv:2: identities.0: Value error, is no account; write system:scope/",
        ),
        (HEADER + ANA.replace("employee", "friend"), "roster.csv:2: employment: Input should be"),
        (HEADER + ANA.replace("2026-01-01", "01.01.2026"), "roster.csv:2: start_date: "),
        (HEADER + ANA.replace("Ana,", "Ana,more,"), "11 cells, expected 10"),
        (HEADER + '"e1', "roster.csv:2: not valid CSV: unexpected end of data"),
        ("", "roster.csv:1: person, name, email, title, department, employment"),
    ],
)
def test_a_mistake_is_one_line_with_file_line_and_reason(mistakes, content, said):
    lines = mistakes(content)

    assert len(lines) == 1
    assert said in lines[0]


def test_every_bad_row_is_named(mistakes):
    lines = mistakes(HEADER + ANA.replace("employee", "friend") + BO + ANA.replace("e1", "=e3"))

    assert [line.split(": ")[0] for line in lines] == ["roster.csv:2", "roster.csv:4"]


def test_every_bad_entry_of_a_file_of_entries_is_named(mistakes):
    lines = mistakes("entries:\n  - {person: e1}\n  - 7\n", "roster.yaml")

    assert {line.split(": ")[0] for line in lines} == {"roster.yaml:2", "roster.yaml:3"}


def test_a_row_that_spans_lines_is_named_by_its_first(mistakes):
    two_lines = ANA.replace("Engineer", '"Engineer\nof trains"')

    lines = mistakes(HEADER + two_lines + BO.replace("employee", "friend"))

    assert [line.split(": ")[0] for line in lines] == ["roster.csv:4"]


def test_a_register_that_is_there_twice_is_a_mistake(collect, mistakes):
    collect("entries: []\n", "roster.yaml")

    (line,) = mistakes(HEADER)

    assert "roster.yaml is there too; keep one of them" in line


def test_accounts_of_systems_that_are_read_do_not_belong_in_the_register(collect):
    into = collect("system,scope_id,account,is_enabled\nGitHub,acme,ana,true\n", "accounts.csv")

    assert "read from it" in str(into.readings["register_accounts"].error)


def test_a_register_that_nobody_keeps_says_so_and_fails_alone(collect):
    into = collect(HEADER + ANA)

    error = into.readings["register_accounts"].error
    assert error.cause is Cause.NOT_KEPT
    assert "accounts.yaml" in str(error)
    assert "entries: []" in str(error)
    assert into.readings["register_roster"].error is None


def test_whoever_decides_is_named_with_the_decision(tmp_path, collection):
    (tmp_path / "access_review_decisions.csv").write_text(
        "review,system,scope_id,account,decision\nq3,github,acme,ana,keep\n", encoding="utf-8"
    )
    into = collection(reviews.SOURCE)

    reviews.collect(registers.connect(tmp_path, COMPANY, into), into)

    error = into.readings["register_access_review_decisions"].error
    assert "decision and decided_by and decided_at belong together" in str(error)
