"""Ninety days of AWS Config's files: how each day ended is the truth; where nothing was recorded, a gap."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import yaml

from include.control_tests.definitions import load_all
from include.extract import extract
from include.extract.gaps import record_gaps
from include.locker import Locker
from include.model.company import read_company
from include.model.config_delivery import ConfigDelivery
from include.model.interval import window_of
from include.model.provenance import run
from include.model.record import CollectionStatus, Gap, GapCause, Judgement
from include.model.reference import RunType
from include.sources import registers
from include.sources.aws.config_history import SOURCE
from include.validate import validate
from include.warehouse.assessments import assessment_row
from tests.demo.emulated_config.delivery import DAYS, Recording, captured
from tests.demo.emulation import COMPANY
from tests.slow import SLOW
from tests.sources.conftest import FakeAws

pytestmark = SLOW
START = datetime(2026, 8, 1, tzinfo=UTC)
NOW = START + timedelta(days=DAYS + 3, hours=6)
TRUTH = yaml.safe_load((COMPANY.parent / "truth_config.yaml").read_text(encoding="utf-8"))
GAPS = set(TRUTH["gaps"]["not_recorded"])
TESTS = {name: each for name, each in load_all().items() if each.test.nature == "history"}
BUCKETS, PRINCIPALS = "aws_config_s3_buckets", "aws_config_iam_principals"
RUN = run("test/config", RunType.BACKFILL, "test")
STOP = {
    "eventVersion": "1.11",
    "eventID": "00000000-0000-4000-8000-000000000001",
    "eventTime": f"{START + timedelta(days=80, hours=22):%FT%TZ}",
    "eventType": "AwsApiCall",
    "eventName": "StopConfigurationRecorder",
    "eventSource": "config.amazonaws.com",
    "awsRegion": "us-east-1",
    "userIdentity": {
        "type": "IAMUser",
        "userName": "bo",
        "arn": "arn:aws:iam::123456789012:user/bo",
    },
}


class Bucket:
    """A bucket in memory that holds what AWS Config and CloudTrail delivered."""

    def __init__(self, objects):
        self.objects = objects

    def connect(self, _scope, into):
        trail = {"S3BucketName": "all"}
        answers = {
            "ListObjectsV2": self._list,
            "GetObject": lambda Bucket, Key: {"Body": self.objects[Key]},  # noqa: ARG005, N803
            "DescribeTrails": {"trailList": [trail]},
        }
        aws = FakeAws(into, answers)
        aws.config_delivery = ConfigDelivery(bucket="all", regions=("us-east-1",))
        return aws

    def _list(self, Bucket, Prefix, Delimiter=None, StartAfter=""):  # noqa: ARG002, N803
        keys = sorted(k for k in self.objects if k.startswith(Prefix) and k > StartAfter)
        if Delimiter:
            ends = sorted({k[: k.index(Delimiter, len(Prefix)) + 1] for k in keys})
            return {"KeyCount": len(ends), "CommonPrefixes": [{"Prefix": each} for each in ends]}
        listed = [
            {"Key": k, "Size": len(self.objects[k]), "LastModified": NOW, "ETag": k} for k in keys
        ]
        return {"KeyCount": len(listed), "Contents": listed}


def day(number):
    return window_of(START + timedelta(days=number))


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Collect ninety days; return the locker, the company, and the manifests by day and dataset."""
    at = STOP["eventTime"].replace("-", "").replace(":", "")[:13]
    folder = f"AWSLogs/123456789012/CloudTrail/us-east-1/{at[:4]}/{at[4:6]}/{at[6:8]}/"
    log = {
        f"{folder}123456789012_CloudTrail_us-east-1_{at}Z_x.json.gz": gzip.compress(
            json.dumps({"Records": [STOP]}).encode()
        )
    }
    bucket = Bucket(Recording(START).files() | log)
    company = read_company(COMPANY)
    (scope,) = [each for each in company.scope.scopes() if each.id == "123456789012"]
    locker = Locker.open(tmp_path_factory.mktemp("config") / "locker")
    keep = partial(extract, locker=locker, run=RUN, clock=lambda: NOW)
    ours = company.scope.scope("company")
    keep("registers.access", ours, partial(registers.connect, COMPANY / "registers"))
    made = {}
    for number in range(DAYS):
        for source in ("aws.cloudtrail_events", "aws.config_history"):
            told = keep(source, scope, bucket.connect, interval=day(number))
            made |= {(number, each.dataset): each for each in told.manifests}
    return locker, company, made


def rows(collected, number, dataset):
    locker, _, made = collected
    return locker.table(made[number, dataset].parquet).to_pylist()


def test_the_days_on_which_nothing_was_recorded_are_gaps_and_no_others(collected):
    locker, company, made = collected

    failed = {
        number
        for (number, _), each in made.items()
        if each.source == "aws.config_history" and each.status is CollectionStatus.FAILED
    }

    assert failed == GAPS
    scopes = company.scope.scopes()
    record_gaps(locker, [("aws.config_history", SOURCE)], scopes, run=RUN, clock=lambda: NOW)
    gaps = [each.record for each in locker.entries() if isinstance(each.record, Gap)]
    found = {i for gap in gaps if gap.cause is GapCause.NOT_RECORDED for i in gap.intervals}
    assert found == {day(number) for number in GAPS}


def test_what_nobody_could_read_or_was_never_delivered_is_said_on_its_days(collected):
    _, _, made = collected

    said = {
        number: each.unreadable
        for (number, dataset), each in made.items()
        if dataset == BUCKETS and each.unreadable
    }

    expected = {each["day"]: each["says"] for each in TRUTH["unreadable"]}
    assert said.keys() == expected.keys()
    for number, words in expected.items():
        assert words.replace("{date}", day(number).id) in said[number]


def test_every_day_ended_in_the_state_that_the_last_change_left(collected):
    recording = Recording(START)

    for number in sorted({*range(DAYS)} - GAPS):
        truth = recording.state(day(number).end)
        told = {
            row["name"]: (row["captured_at"], row["versioning"])
            for row in rows(collected, number, BUCKETS)
            if not row["deleted"]
        } | {
            row["principal_id"]: (row["captured_at"], row["granted"] is not None)
            for row in rows(collected, number, PRINCIPALS)
            if not row["deleted"]
        }

        expected = {
            name: (
                captured(item),
                item["supplementaryConfiguration"]["BucketVersioningConfiguration"]["status"]
                if kind == "AWS::S3::Bucket"
                else True,
            )
            for (kind, name), item in truth.items()
            if kind in {"AWS::S3::Bucket", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"}
        }
        assert told == expected, number


@pytest.fixture(scope="module")
def judged(collected):
    locker, company, _ = collected
    validate(locker, list(TESTS.values()), company, run=RUN)
    return [e.record for e in locker.entries() if isinstance(e.record, Judgement)]


def test_every_planted_deviation_is_found_on_its_days_and_nothing_else(collected, judged):
    found = {
        (row["test"], row["item_id"], (each.interval.start - START).days)
        for each in judged
        for row in collected[0].table(each.verdicts).to_pylist()
        if row["verdict"] == "deviating"
    }

    planted = {
        (each["test"], each["item"], number)
        for each in TRUTH["deviations"]
        for number in each["days"]
    }
    assert found == planted
    assert {each["test"] for each in TRUTH["deviations"]} == TESTS.keys()


def test_a_day_of_which_something_is_unknown_passes_nothing(judged):
    unknown = GAPS | {each["day"] for each in TRUTH["unreadable"]} | {TRUTH["stopped"]}
    outcomes = {
        ((each.interval.start - START).days, one.test): str(one.outcome)
        for each in judged
        for one in each.assessments
        if one.scope.id == "123456789012"
    }

    def days(test, outcome):
        return {
            number for (number, name), said in outcomes.items() if (name, said) == (test, outcome)
        }

    test = "recorded_buckets_are_encrypted_by_class"
    assert days(test, "inconclusive") == unknown
    assert days(test, "deviations") == {47, 48}
    assert len(days(test, "no_deviations")) == DAYS - len(unknown) - 2


def test_what_a_rule_of_aws_config_said_is_its_judgement_and_no_other_is(collected, judged):
    entry = next(e for e in collected[0].entries() if isinstance(e.record, Judgement))

    by = {
        one.test: assessment_row(entry, each, one, 1, 1)["judged_by"]
        for each in judged
        for one in each.assessments
    }

    assert by.pop("aws_config_rules_were_complied_with") == "aws_config"
    assert set(by.values()) == {RUN.code_version}
