"""Days of CloudTrail, collected one by one from what it delivered: the planted is found, and nothing else."""

import os
from dataclasses import dataclass
from functools import cache, partial

import boto3
import pytest

from include.control_tests.definitions import load_all
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import DAY, utc_now, window_of
from include.model.provenance import run
from include.model.reference import RunType
from include.model.scope import COMPANY_SCOPE_ID, ScopeKind
from include.sources import aws, registers
from include.validate import validate
from tests.demo.emulated_cloudtrail import Delivery, truth
from tests.demo.emulation import COMPANY
from tests.demo.moving import moved
from tests.slow import SLOW

pytestmark = SLOW

RUN = run("test/activity", RunType.BACKFILL, "test")
SOURCES = ("aws.cloudtrail_digests", "aws.cloudtrail_events")
REGISTERS = tuple(f"registers.{each}" for each in ("scope", "access", "reviews", "people"))
TESTS = {
    *("every_hour_is_signed", "logging_is_never_reduced", "log_objects_are_proven"),
    *("root_is_not_used", "console_sign_ins_used_mfa", "people_do_not_change_production"),
    *("break_glass_uses_are_reviewed", "break_glass_is_sealed_again"),
    *("production_is_changed_by_deployers", "log_states_who_did_what_when"),
    "nobody_calls_aws_after_leaving",
}
# Deeds of people, and uses of break-glass that fall due, on the first two and on days of faults: a digest is
# deleted on the third, a log object edited on the fourth, the trail stopped on the fifth.
FEW = (2, 3, 5, 6, 12)
# What is planted lies in these days; SOC2_ACTIVITY_DAYS=90 reads all that there are, in ten minutes.
SEASON = int(os.environ.get("SOC2_ACTIVITY_DAYS", "16"))
VERDICTS = {"deviations": "deviating", "unreadable": "unreadable"}


@dataclass(frozen=True)
class Judged:
    """Some days of two accounts: each item's verdict, and each test's outcome by account and day."""

    delivery: Delivery
    days: tuple[int, ...]
    verdicts: dict
    outcomes: dict

    def found(self, verdict):
        return {item for item, each in self.verdicts.items() if each == verdict}

    def planted(self, kind):
        tests = {each.test.ref: each for each in definitions()}
        return {
            (tests[each.ref].name, each.scope, self._item(each))
            for each in getattr(truth(), kind)
            if {each.day, each.day - (tests[each.ref].test.due_after_days or 0)} <= {*self.days}
        }

    def _item(self, planted):
        """Name the item as its test does: by its name, an event, an hour, or the log object of an hour."""
        date = self.delivery.date(planted.day)
        if planted.item or planted.event:
            return planted.item.format(date=date) if planted.item else planted.event
        hour = f"{planted.hour:02d}"
        if planted.ref == "LOG-07":
            return f"{planted.region}/{date}T{hour}:00Z"
        name = f"{planted.scope}_CloudTrail_{planted.region}_{date:%Y%m%d}T{hour}"
        (key,) = {each.key for each in self.delivery.objects() if f"/{name}" in each.key}
        return f"{self.delivery.trail.bucket}/{key}"


@cache
def definitions():
    return [each for name, each in load_all().items() if name in TESTS]


@pytest.fixture(scope="module")
def few(start_emulator, tmp_path_factory):
    return _judged(start_emulator(), tmp_path_factory.mktemp("few"), FEW)


@pytest.fixture(scope="module")
def season(start_emulator, tmp_path_factory):
    return _judged(start_emulator(), tmp_path_factory.mktemp("season"), tuple(range(SEASON)))


def _judged(endpoint, folder, days):
    # The day before the first one delivers what signs its first minutes.
    delivery = Delivery(utc_now(), days=max(days) + 2)
    folder_of_company = moved(COMPANY, folder / "company", delivery.until)
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    dates = {delivery.date(day + near) for day in days for near in (-1, 0, 1)}
    delivery.put(session.client("s3", endpoint_url=endpoint), dates)
    company = read_company(folder_of_company)
    locker = Locker.open(folder / "locker")
    for source in SOURCES:
        for scope in company.scope.scopes():
            if scope.kind is ScopeKind.AWS_ACCOUNT:
                account = company.scope.account(scope.id)
                assumed = aws.assume(session, account, endpoint_url=endpoint)
                connect = partial(aws.connect, assumed, endpoint_url=endpoint)
                for day in sorted(days, reverse=True):
                    window = window_of(delivery.end - DAY * (day + 1))
                    extract(source, scope, connect, locker=locker, run=RUN, interval=window)
    scope = company.scope.scope(COMPANY_SCOPE_ID)
    connect = partial(registers.connect, folder_of_company / "registers")
    for source in REGISTERS:
        assert extract(source, scope, connect, locker=locker, run=RUN).failed == ()
    verdicts, outcomes = {}, {}
    starts_on = (delivery.end - DAY * (max(days) + 2)).date()
    scopes = company.scope.model_copy(update={"starts_on": starts_on})
    company = company.model_copy(update={"scope": scopes})
    for made in validate(locker, definitions(), company, run=RUN):
        back = (delivery.end - made.interval.end).days
        outcomes |= {(e.test, e.scope.id, back): e for e in made.assessments}
        verdicts |= {
            (row["test"], row["scope_id"], row["item_id"]): row["verdict"]
            for row in locker.table(made.verdicts).to_pylist()
        }
    return Judged(delivery, days, verdicts, outcomes)


@pytest.mark.parametrize("kind", ["deviations", "unreadable"])
def test_what_was_planted_on_a_few_days_is_found_and_nothing_else(few, kind):
    assert few.found(VERDICTS[kind]) == few.planted(kind)
    assert few.planted("deviations")


def test_where_an_hour_is_not_proven_nothing_found_is_no_pass(few):
    said = {
        (day, account): few.outcomes["logging_is_never_reduced", account, day].outcome
        for day in (5, 6, 12)
        for account in ("123456789012", "210987654321")
    }

    assert said == {
        (5, "123456789012"): "inconclusive",
        (5, "210987654321"): "no_occurrences",
        (6, "123456789012"): "no_occurrences",
        (6, "210987654321"): "no_occurrences",
        (12, "123456789012"): "deviations",
        (12, "210987654321"): "inconclusive",
    }


@pytest.mark.parametrize(
    ("test", "day", "account", "outcome"),
    [
        ("root_is_not_used", 2, "123456789012", "no_occurrences"),
        ("root_is_not_used", 5, "123456789012", "inconclusive"),
        ("console_sign_ins_used_mfa", 6, "123456789012", "no_deviations"),
        ("people_do_not_change_production", 3, "123456789012", "no_occurrences"),
        ("people_do_not_change_production", 12, "210987654321", "inconclusive"),
        ("break_glass_is_sealed_again", 2, "123456789012", "no_occurrences"),
        # Of a use that ended on the day before: nobody knows that all of its calls are there.
        ("break_glass_is_sealed_again", 5, "123456789012", "inconclusive"),
        ("log_states_who_did_what_when", 2, "210987654321", "no_deviations"),
        ("production_is_changed_by_deployers", 2, "210987654321", "no_occurrences"),
        ("nobody_calls_aws_after_leaving", 2, "123456789012", "no_deviations"),
        ("nobody_calls_aws_after_leaving", 2, "210987654321", "no_occurrences"),
        ("nobody_calls_aws_after_leaving", 5, "123456789012", "inconclusive"),
    ],
)
def test_nobody_did_it_is_said_of_proven_days_alone(few, test, day, account, outcome):
    assert few.outcomes[test, account, day].outcome == outcome


@pytest.mark.parametrize("kind", ["deviations", "unreadable"])
def test_what_was_planted_in_an_unbroken_season_is_found_and_nothing_else(season, kind):
    assert season.found(VERDICTS[kind]) == season.planted(kind)
    assert season.planted(kind)


def test_every_day_of_the_season_was_judged_for_every_hour_and_object(season):
    hours = {item for test, _, item in season.verdicts if test == "every_hour_is_signed"}
    objects = {item for test, _, item in season.verdicts if test == "log_objects_are_proven"}

    assert len(hours) == 2 * 24 * SEASON
    assert len(objects) > 2 * 24 * SEASON
