"""A day of applications' logs, collected and judged: the planted is found, and nothing else."""

from functools import partial

import boto3
import pytest

from include.control_tests.definitions import load_all
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import DAY, utc_now, window_of
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import RunType
from include.sources import aws
from include.validate import validate
from tests.demo.emulated_aws.application_logs import deliver
from tests.demo.emulation import COMPANY
from tests.demo.truth import read_truth

SOURCE, TEST = "aws.application_logs", "application_events_state_all_five"
PRODUCTION, SANDBOX = "123456789012", "210987654321"
RUN = run("test/applications", RunType.BACKFILL, "test")


@pytest.fixture(scope="module")
def judged(start_emulator, tmp_path_factory):
    """Return the day, its collections by account and dataset, the verdicts, and the outcomes."""
    endpoint, day = start_emulator(), window_of(utc_now() - DAY)
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    company = read_company(COMPANY)
    s3 = session.client("s3", endpoint_url=endpoint)
    for account in company.scope.aws_accounts:
        deliver(s3, account, day.start.date())
    locker = Locker.open(tmp_path_factory.mktemp("applications") / "locker")
    made = {}
    for account in company.scope.aws_accounts:
        assumed = aws.assume(session, account, endpoint_url=endpoint)
        connect = partial(aws.connect, assumed, endpoint_url=endpoint, account=account)
        scope = company.scope.scope(account.id)
        extracted = extract(SOURCE, scope, connect, locker=locker, run=RUN, interval=day)
        made |= {(account.id, each.dataset): each for each in extracted.manifests}
    validate(locker, [load_all()[TEST]], company, run=RUN)
    (judgement,) = (e.record for e in locker.entries() if isinstance(e.record, Judgement))
    verdicts = locker.table(judgement.verdicts).to_pylist()
    return day, made, verdicts, {each.scope.id: each for each in judgement.assessments}


@pytest.mark.parametrize("kind", ["deviations", "unreadable"])
def test_what_was_planted_in_applications_logs_is_found_and_nothing_else(judged, kind):
    day, _, verdicts, _ = judged
    truth = getattr(read_truth(COMPANY.parent / "truth_applications.yaml"), kind)
    folder = f"{day.start:%Y/%m/%d}"

    planted = {(each.scope, each.item.replace("{folder}", folder)) for each in truth}

    verdict = {"deviations": "deviating", "unreadable": "unreadable"}[kind]
    found = {(e["scope_id"], e["item_id"]) for e in verdicts if e["verdict"] == verdict}
    assert found == planted


def test_a_line_that_was_cut_off_is_named_and_the_others_are_kept(judged):
    _, made, _, _ = judged

    events = made[PRODUCTION, "aws_application_events"]

    assert events.received_items == 4 * 3 + 4
    assert "search.json" in events.unreadable
    assert "line 5: malformed" in events.unreadable


def test_where_nothing_was_planted_every_access_states_all_five(judged):
    assert judged[3][SANDBOX].outcome == "no_deviations"
