"""Ninety days of the organisation's audit log: who did nothing is found, and nobody else."""

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
from tests.slow import SLOW
from tests.whole.conftest import Clock

pytestmark = SLOW

TEST = "inactive_members_are_removed"
DAYS = 91
RUN = run("test/members", RunType.BACKFILL, "test")


@pytest.fixture(scope="module")
def judged(start_github, tmp_path_factory):
    """Yesterday's members, seen at its noon, and the log of the day and of the 90 before it."""
    locker = Locker.open(tmp_path_factory.mktemp("members") / "locker")
    company, today = read_company(COMPANY), window_of(utc_now())
    scope = company.scope.scope("quillhaven")

    def at(now):
        arguments = ("--plan", "enterprise", "--now", now.isoformat())
        return partial(
            github.connect,
            Auth.Token("testing"),
            organization=company.scope.organization("quillhaven"),
            base_url=start_github(*arguments),
        )

    noon = today.start - DAY / 2
    seen = extract(
        "github.organization", scope, at(noon), locker=locker, run=RUN, clock=Clock(noon)
    )
    assert seen.failed == ()
    now = at(utc_now())
    for back in range(DAYS, 0, -1):
        window = window_of(today.start - DAY * back)
        made = extract("github.audit_log", scope, now, locker=locker, run=RUN, interval=window)
        assert made.failed == ()
    definitions = [load_all()[TEST]]
    return {
        each.interval: (each.assessments[0], locker.table(each.verdicts).to_pylist())
        for each in validate(locker, definitions, company, run=RUN)
    }


def test_whoever_did_nothing_for_ninety_days_is_found_and_nobody_else(judged):
    yesterday = max(judged, key=lambda each: each.start)

    _, rows = judged[yesterday]

    planted = {each.item for each in read_truth(TRUTHS[1]).deviations if each.test == TEST}
    assert {row["item_id"] for row in rows if row["verdict"] == "deviating"} == planted
    assert {row["verdict"] for row in rows} == {"deviating", "conforming"}


def test_a_day_with_fewer_days_before_it_judges_nobody_and_says_why(judged):
    (before, yesterday) = sorted(judged, key=lambda each: each.start)[-2:]

    assessment, rows = judged[before]

    assert rows == []
    assert assessment.outcome == "inconclusive"
    assert assessment.reason.startswith("github_audit_events was not collected for ")
    assert yesterday.start - before.start == DAY
