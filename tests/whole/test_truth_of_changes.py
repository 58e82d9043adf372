"""Days of events, collected one by one as a backfill does: the planted is found, and nothing else."""

from functools import partial

import pytest
from github import Auth

from include.control_tests.definitions import load_all
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import DAY, utc_now, window_of
from include.model.provenance import run
from include.model.reference import RunType
from include.sources import github
from include.validate import validate
from tests.demo.emulation import COMPANY, TRUTHS
from tests.demo.truth import read_truth

DAYS = 75
RUN = run("test/changes", RunType.BACKFILL, "test")
# Tests that read nothing but what is collected here.
JUDGED = {
    "changes_come_by_pull_request",
    "changes_have_a_ticket",
    "checks_passed_before_merge",
    "pull_requests_are_independently_reviewed",
}


@pytest.fixture(scope="module")
def verdicts(emulated_github, tmp_path_factory):
    """Every item of the days' populations, by test, with its verdict."""
    locker = Locker.open(tmp_path_factory.mktemp("changes") / "locker")
    company = read_company(COMPANY)
    connect = partial(
        github.connect,
        Auth.Token("testing"),
        organization=company.scope.organization("quillhaven"),
        base_url=emulated_github,
    )
    scope, today = company.scope.scope("quillhaven"), window_of(utc_now())
    for back in range(DAYS, 0, -1):
        window = window_of(today.start - DAY * back)
        made = extract("github.changes", scope, connect, locker=locker, run=RUN, interval=window)
        assert made.failed == ()
    definitions = [each for name, each in load_all().items() if name in JUDGED]
    rows = [
        row
        for made in validate(locker, definitions, company, run=RUN)
        for row in locker.table(made.verdicts).to_pylist()
    ]
    found = {(row["test"], row["item_id"]): row["verdict"] for row in rows}
    assert len(found) == len(rows), "an item was judged on two days"
    return found


@pytest.mark.parametrize(
    ("kind", "verdict"), [("deviations", "deviating"), ("unreadable", "unreadable")]
)
def test_what_was_planted_in_these_days_is_found_and_nothing_else(verdicts, kind, verdict):
    planted = {(each.test, each.item) for each in getattr(read_truth(TRUTHS[1]), kind)}

    found = {item for item, each in verdicts.items() if each == verdict}

    assert found == planted & set(verdicts)
    assert found


def test_every_one_of_these_tests_judged_something(verdicts):
    assert {test for test, _ in verdicts} == JUDGED
