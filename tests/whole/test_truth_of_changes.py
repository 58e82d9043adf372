"""Days of events, collected one by one as a backfill does: the planted is found, and nothing else."""

import os
from collections import Counter
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
from include.model.scope import COMPANY_SCOPE_ID
from include.sources import github, registers
from include.validate import validate
from tests.demo.emulation import COMPANY, TRUTHS
from tests.demo.truth import read_truth
from tests.slow import SLOW

pytestmark = pytest.mark.minutes(5)

DAYS = 75
YEAR = 363  # GitHub tells of the movements of a year
RENAMED = "data-pipeline"
# SOC2_YEAR_OF='*' reads the year of every repository: a quarter of an hour.
OF_THE_YEAR = tuple(os.environ.get("SOC2_YEAR_OF", f"{RENAMED} gateway").split())
# One hour's requests are few, so that another GitHub, the same one, is asked after so many days.
HOUR_OF_REQUESTS = 60
# What a deployment shipped may have been merged so many days before.
SHIPPED = 40
RUN = run("test/changes", RunType.BACKFILL, "test")
SUITES = 27  # of rule suites it tells a month
# What is read here, and how many days back.
SOURCES = {
    "github.changes": DAYS,
    "github.deployments": DAYS - SHIPPED,
    "github.rule_suites": SUITES,
}
OF_CHANGES = {
    "approvals_cover_the_final_content",
    "approvers_did_not_contribute",
    "authors_do_not_merge_alone",
    "changes_are_scanned",
    "changes_come_by_pull_request",
    "changes_have_a_ticket",
    "checks_passed_before_merge",
    "emergencies_are_reviewed_afterwards",
    "pull_requests_are_independently_reviewed",
    "pull_requests_match_commits",
}
OF_DEPLOYMENTS = {
    "deployed_commits_were_reviewed",
    "deployments_are_recorded",
    "failed_deployments_are_mended",
    "nobody_deploys_alone",
}
OF_BYPASSES = {"bypasses_are_explained"}


@pytest.fixture(scope="module")
def verdicts(start_github, tmp_path_factory):
    """Every item of the days' populations, by test, with its verdict."""
    return _judged(start_github, tmp_path_factory.mktemp("changes"), SOURCES)


@pytest.fixture(scope="module")
def year(start_github, tmp_path_factory):
    """The same of a year of some repositories: the default branch of one was renamed in the middle of it."""
    sources = {"github.changes": YEAR, "github.deployments": YEAR - SHIPPED}
    return _judged(start_github, tmp_path_factory.mktemp("year"), sources, OF_THE_YEAR)


def _judged(start_github, folder, sources, repositories=("*",)):
    locker, company = Locker.open(folder / "locker"), read_company(COMPANY)
    organization = company.scope.organization("quillhaven")
    scope, today = company.scope.scope("quillhaven"), window_of(utc_now())
    for source, days in sources.items():
        for back in range(days, 0, -1):
            if (days - back) % HOUR_OF_REQUESTS == 0:
                connect = partial(
                    github.connect,
                    Auth.Token("testing"),
                    organization=organization.model_copy(update={"repositories": repositories}),
                    base_url=start_github(),
                )
            window = window_of(today.start - DAY * back)
            made = extract(source, scope, connect, locker=locker, run=RUN, interval=window)
            assert made.failed == ()
    _read_registers(locker, company)
    # The company was not in scope before this year; its events are asked for all the same.
    starts_on = (today.start - DAY * max(sources.values())).date()
    scopes = company.scope.model_copy(update={"starts_on": starts_on})
    company = company.model_copy(update={"scope": scopes})
    tests = OF_CHANGES | OF_DEPLOYMENTS | OF_BYPASSES
    definitions = [each for name, each in load_all().items() if name in tests]
    rows = [
        row
        for made in validate(locker, definitions, company, run=RUN)
        for row in locker.table(made.verdicts).to_pylist()
    ]
    found = {(row["test"], row["item_id"]): row["verdict"] for row in rows}
    # What a repository keeps back it keeps back every day; whatever has a name is judged on one.
    named = [row for row in rows if not row["item_id"].endswith("/(unreadable)")]
    again = Counter((row["test"], row["item_id"]) for row in named)
    assert {item for item, times in again.items() if times > 1} == set()
    return found


def _read_registers(locker, company):
    connect = partial(registers.connect, COMPANY / "registers")
    scope = company.scope.scope(COMPANY_SCOPE_ID)
    made = extract("registers.github", scope, connect, locker=locker, run=RUN)
    assert made.failed == ()


@SLOW
@pytest.mark.parametrize(
    ("kind", "verdict"), [("deviations", "deviating"), ("unreadable", "unreadable")]
)
def test_what_was_planted_in_these_days_is_found_and_nothing_else(verdicts, kind, verdict):
    planted = {(each.test, each.item) for each in getattr(read_truth(TRUTHS[1]), kind)}

    found = {item for item, each in verdicts.items() if each == verdict}

    assert found == planted & set(verdicts)
    assert found


@SLOW
def test_every_one_of_these_tests_judged_something(verdicts):
    # That a deployment failed is older; the year knows of it.
    judged = OF_CHANGES | OF_DEPLOYMENTS | OF_BYPASSES
    assert {test for test, _ in verdicts} == judged - {"failed_deployments_are_mended"}


@SLOW
@pytest.mark.parametrize(
    ("kind", "verdict"), [("deviations", "deviating"), ("unreadable", "unreadable")]
)
def test_a_year_across_a_renaming_loses_nothing(year, kind, verdict):
    planted = {
        (each.test, each.item)
        for each in getattr(read_truth(TRUTHS[1]), kind)
        if each.test in OF_CHANGES | OF_DEPLOYMENTS
        and ("*" in OF_THE_YEAR or each.item.split("/")[0] in OF_THE_YEAR)
    }

    assert {item for item, each in year.items() if each == verdict} == planted
    assert planted


@SLOW
def test_every_pull_request_of_the_year_was_judged(year):
    numbers = {
        int(item.split("/")[1])
        for test, item in year
        if test == "pull_requests_are_independently_reviewed" and item.startswith(f"{RENAMED}/")
    }

    first, last = min(numbers), max(numbers)
    assert numbers == set(range(first, last + 1, 2))
    assert first <= 4
