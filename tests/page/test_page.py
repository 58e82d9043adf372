"""The page "Compliance": who may open it, and what it says of a warehouse."""

from datetime import timedelta

import pytest

from soc2_airflow.page import views
from tests.load.written import MFA, SANDBOX
from tests.page.conftest import HOSTILE, SEEN

PAGES = ("/", "/calendar", "/deviations", "/evidence", f"/tests/{MFA}")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_reads_it_without_signing_in(client, path):
    assert client(path, role=None).status_code == 401
    assert client(path, role="viewer").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_it_loads_nothing_runs_nothing_and_is_kept_nowhere(client, path):
    answer = client(path)

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert "<script" not in answer.text
    assert "src=" not in answer.text


def test_what_fails_is_named_with_what_to_do_and_nothing_else_is(client):
    page = client("/").text

    # The other dataset was refused too, and came in the same slot.
    assert page.count("Grant the missing permission") == 1
    assert "iam:GetCredentialReport" in page
    assert "aws_iam_keys" in page


def test_a_test_has_one_line_on_the_first_page_and_its_scopes_on_its_own(client):
    first, own = client("/").text, client(f"/tests/{MFA}").text

    assert "2 of 2 scopes" in first
    assert first.count(f'href="/soc2/tests/{MFA}"') == 1
    assert own.count("Now, in each scope") == 1
    assert "sandbox" in own


def test_the_line_of_a_test_tells_of_its_worst_scope_when_that_one_was_looked_at():
    counts = {"population_items": 2, "deviating_items": 1, "unreadable_items": 0}
    left = {"test_id": MFA, "outcome": "deviations", "interval_id": "2026-06-30T18:00Z", **counts}
    now = {"test_id": MFA, "outcome": "no_deviations", "interval_id": "2026-11-24T06:00Z", **counts}

    (line,) = views._by_test([left, now])

    assert (line["outcome"], line["interval_id"]) == ("deviations", "2026-06-30T18:00Z")
    assert (line["scopes"], line["like_it"], line["population_items"]) == (2, 1, 4)


@pytest.mark.parametrize(("hours", "is_late"), [(11, False), (13, True)])
def test_a_scope_that_nobody_looks_at_any_more_is_late(client, hours, is_late):
    page = client("/", now=SEEN + timedelta(hours=hours)).text

    assert ("Late." in page) is is_late


def test_open_deviations_come_a_page_at_a_time(client):
    first, second = client("/deviations").text, client("/deviations", page=2).text

    assert "61 open, page 1 of 2" in first
    assert first.count("User-0") + second.count("User-0") == 60
    assert "There is no such page" in client("/deviations", page=3).text


def test_open_deviations_are_searched_in_any_case(client):
    found = client("/deviations", q=SANDBOX.id).text

    assert "1 open with" in found
    assert "User-0" not in found
    assert "60 open with" in client("/deviations", q="USER-0").text


def test_what_was_mended_is_open_no_more(client):
    assert "0 open with" in client("/deviations", q="mended").text


def test_the_calendar_shows_the_worst_of_all_scopes(client):
    page = client("/calendar", month="2026-11").text

    assert page.count('aria-label="deviations"') == 1
    assert page.count('aria-label="not judged"') == 29
    assert "Nothing was judged" in client("/calendar", month="2026-12").text


def test_a_month_that_is_none_is_refused(client):
    assert client("/calendar", month="2026-13").status_code == 422


def test_a_tests_own_page_shows_how_it_judges(client):
    page = client(f"/tests/{MFA}").text

    assert "SELECT * FROM aws_iam_users" in page
    assert "Enrol a device." in page
    assert "AC-01 Second factor" in page


def test_a_test_that_nobody_knows_is_not_found(client):
    assert client("/tests/nobody_knows").status_code == 404


def test_what_came_from_elsewhere_is_text_and_never_markup(client):
    page = client("/deviations").text + client("/deviations", q=HOSTILE).text

    assert HOSTILE.lower() not in page.lower()
    assert "&lt;Script&gt;" in page


def test_a_runs_evidence_is_found_by_the_runs_name(client):
    assert "aws_iam_users" in client("/evidence", run="r1").text
    assert "Nothing of this run" in client("/evidence", run="another").text


def test_a_warehouse_that_is_down_is_one_line_without_its_password(client):
    answer = client("/", address=lambda: "postgresql://soc2:secret@127.0.0.1:1/warehouse")

    assert answer.status_code == 503
    assert "can&#39;t be reached" in answer.text
    assert "secret" not in answer.text
