"""Two days of the emulated sandbox: slots in which nobody looked, between the log that its trail delivered.

Its people change users at eleven every morning, and nothing else of IAM.
"""

from datetime import timedelta
from functools import partial

import boto3
import pytest

from include import sources
from include.control_tests.definitions import load_all
from include.extract import extract
from include.extract.bridging import bridge_gaps
from include.extract.gaps import record_gaps
from include.extract.proven import DAY_TESTS, HOURS, TRAIL_TESTS
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import DAY, utc_now, window_of
from include.model.provenance import run
from include.model.reference import RunType
from include.model.scope import COMPANY_SCOPE_ID
from include.sources import aws, registers
from include.validate import validate
from tests.demo.emulated_cloudtrail import Delivery
from tests.demo.emulation import COMPANY
from tests.slow import SLOW

pytestmark = SLOW
RUN = run("test/bridging", RunType.BACKFILL, "test")
SANDBOX = "210987654321"
STATE = ("aws.iam", "aws.cloudtrail_trails")
EVENTS = ("aws.cloudtrail_digests", "aws.cloudtrail_events")
# What is planted on them is harmless: a late delivery, and one that came twice.
FIRST, SECOND = 9, 8


@pytest.fixture
def observed(start_emulator, tmp_path):
    """Look at 13:00, on the next day at 7:00 and at 19:00; collect and judge both days' events."""
    endpoint, session = (
        start_emulator(),
        boto3.Session("testing", "testing", region_name="us-east-1"),
    )
    delivery = Delivery(utc_now(), days=FIRST + 2)
    dates = {delivery.date(day) for day in range(SECOND - 1, FIRST + 2)}
    delivery.put(session.client("s3", endpoint_url=endpoint), dates)
    company = read_company(COMPANY)
    account, scope = company.scope.account(SANDBOX), company.scope.scope(SANDBOX)
    assumed = aws.assume(session, account, endpoint_url=endpoint)
    connect = partial(aws.connect, assumed, endpoint_url=endpoint, account=account)
    locker = Locker.open(tmp_path / "locker")
    noon = delivery.end - DAY * (FIRST + 1) + timedelta(hours=13)
    for later in (0, 18, 30):
        for name in STATE:
            now = noon + timedelta(hours=later)
            extract(name, scope, connect, locker=locker, run=RUN, clock=lambda now=now: now)
    for name in EVENTS:
        for at in (noon, noon + DAY):
            extract(name, scope, connect, locker=locker, run=RUN, interval=window_of(at))
    ours = company.scope.scope(COMPANY_SCOPE_ID)
    of_company = partial(registers.connect, COMPANY / "registers")
    extract("registers.scope", ours, of_company, locker=locker, run=RUN)
    since = company.scope.model_copy(update={"starts_on": noon.date()})
    tests = [load_all()[name] for name in (*TRAIL_TESTS, *DAY_TESTS, HOURS)]
    validate(locker, tests, company.model_copy(update={"scope": since}), run=RUN)
    declared = {name: sources.load(name).SOURCE for name in STATE}
    record_gaps(
        *(locker, declared.items(), [scope]), run=RUN, clock=lambda: noon + timedelta(hours=30)
    )
    return locker, declared.values(), noon


def test_a_night_without_changes_is_bridged_and_a_morning_with_changes_is_not(observed):
    locker, declared, noon = observed

    bridged = bridge_gaps(locker, declared, run=RUN)

    evening, night = (f"{noon:%Y-%m-%d}T18:00Z", f"{noon + DAY:%Y-%m-%d}T00:00Z")
    assert {slot.id for gap in bridged for slot in gap.intervals} == {evening, night}
    assert {name for gap in bridged for name in gap.datasets} == {
        "aws_iam_account_summaries",
        "aws_iam_mfa_devices",
        "aws_iam_password_policies",
        "aws_iam_users",
    }
    assert bridge_gaps(locker, declared, run=RUN) == ()
