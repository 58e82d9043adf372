"""Two accounts apart, the same for the same seed, and a truth that speaks of what is there."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import yaml

from include.model.company import DEFAULT_COMPANY, read_company
from include.sources.collection import Collection
from include.sources.registers import access
from include.sources.registers import connect as open_registers
from tests.demo.emulated_aws.repairs import REPAIRS

DEMO = Path(__file__).parents[1] / "demo"
TRUTH = yaml.safe_load((DEMO / "truth.yaml").read_text())
ACCOUNTS = {"123456789012": "production", "210987654321": "sandbox"}


@pytest.fixture(scope="module")
def repaired(start_emulator):
    return start_emulator()


def _fix(endpoint, body):
    with urlopen(Request(f"{endpoint}/_demo/fix", data=body, method="POST"), timeout=10) as answer:
        return json.load(answer)


def _users(iam):
    pages = iam.get_paginator("list_users").paginate()
    return [user for page in pages for user in page["Users"]]


def test_it_says_when_it_is_ready(endpoint):
    with urlopen(f"{endpoint}/_ready", timeout=10) as answer:
        assert json.load(answer) == {"accounts": sorted(ACCOUNTS)}


def test_accounts_are_apart(connect, endpoint):
    def caller(account):
        return connect("sts", endpoint, account).get_caller_identity()["Account"]

    production = {user["UserName"] for user in _users(connect("iam", endpoint))}
    sandbox = {user["UserName"] for user in _users(connect("iam", endpoint, "sandbox"))}

    assert (caller("production"), caller("sandbox")) == tuple(ACCOUNTS)
    assert len(sandbox) == 8
    assert not production & sandbox
    buckets = connect("s3", endpoint, "sandbox").list_buckets()["Buckets"]
    assert {bucket["Name"].split("-")[1] for bucket in buckets} == {"sandbox"}


def test_only_production_blocks_public_access_for_the_account(connect, endpoint):
    production = connect("s3control", endpoint).get_public_access_block(AccountId="123456789012")
    sandbox = connect("s3control", endpoint, "sandbox")

    assert set(production["PublicAccessBlockConfiguration"].values()) == {True}
    with pytest.raises(sandbox.exceptions.NoSuchPublicAccessBlockConfiguration):
        sandbox.get_public_access_block(AccountId="210987654321")


def test_the_same_seed_and_start_give_the_same_company(start_emulator, connect, report):
    same = ("--seed", "11", "--now", "2026-03-02T12:00:00Z")
    first, second = start_emulator(*same), start_emulator(*same)

    def facts(endpoint):
        iam = connect("iam", endpoint)
        devices = iam.list_mfa_devices(UserName="breakglass-birch")["MFADevices"]
        keys = iam.list_access_keys(UserName="svc-backup")["AccessKeyMetadata"]
        return _users(iam), devices, keys, report(endpoint), report(endpoint, "sandbox")

    assert facts(first) == facts(second)


def test_a_repair_mends_one_cause_for_every_test_that_saw_it(connect, report, repaired):
    before = report(repaired)["marek.oduya"]["mfa_active"]

    answer = _fix(repaired, b'{"defect": "iam-05-marek-oduya"}')

    assert answer == {"repaired": ["iam-05-marek-oduya", "iam-06-marek-oduya"]}
    assert (before, report(repaired)["marek.oduya"]["mfa_active"]) == ("false", "true")
    devices = connect("iam", repaired).list_mfa_devices(UserName="marek.oduya")["MFADevices"]
    assert len(devices) == 1


def test_every_repair_can_be_made_twice(repaired):
    for defect in (*REPAIRS, *REPAIRS):
        assert defect in _fix(repaired, json.dumps({"defect": defect}).encode())["repaired"]


@pytest.mark.parametrize(
    ("body", "status"), [(b'{"defect": "unknown"}', 404), (b"[]", 400), (b"no JSON", 400)]
)
def test_a_repair_that_does_not_exist_is_refused(endpoint, body, status):
    with pytest.raises(HTTPError) as refused:
        _fix(endpoint, body)

    with refused.value as answer:
        assert answer.code == status
        assert "error" in json.load(answer)


def test_the_truth_speaks_of_items_that_are_there(connect, endpoint):
    there = set(ACCOUNTS)
    for account in ACCOUNTS.values():
        there |= {user["Arn"] for user in _users(connect("iam", endpoint, account))}
        buckets = connect("s3", endpoint, account).list_buckets()["Buckets"]
        there |= {name for b in buckets for name in (b["Name"], f"bucket/{b['Name']}")}
        regions = connect("ec2", endpoint, account).describe_regions()["Regions"]
        there |= {f"aws_region/{region['RegionName']}" for region in regions}
        trails = connect("cloudtrail", endpoint, account, region="eu-central-1").describe_trails()
        there |= {each["TrailARN"] for each in trails["trailList"]}
        groups = connect("logs", endpoint, account).describe_log_groups()["logGroups"]
        there |= {f"log_group/us-east-1{each['logGroupName']}" for each in groups}
    accounts = connect("organizations", endpoint).list_accounts()["Accounts"]
    there |= {f"aws_account/{each['Id']}" for each in accounts}

    strangers = [
        row["item"]
        for row in (*TRUTH["deviations"], *TRUTH["not_yet_due"])
        if row["scope"] != "company"
        and row["item"] not in there
        and row["item"].rpartition("/")[0] not in there
    ]

    assert strangers == []


def test_every_defect_has_its_own_id_and_every_repair_a_defect():
    ids = [row["id"] for row in TRUTH["deviations"]]

    assert len(ids) == len(set(ids))
    assert set(ids) >= set(REPAIRS)


def test_every_test_of_the_company_has_a_planted_defect():
    refs = {row["ref"] for row in TRUTH["deviations"]}

    access_tests = {f"IAM-{number:02}" for number in (1, 3, 5, 6, 8, 9, 10, 11, 12, 13)}
    storage_tests = {f"S3-{number:02}" for number in (1, 2, 3, 4, 7)}
    # Both accounts are recorded whole by the organisation's trail, to a bucket that nobody else can reach.
    logging_tests = {f"LOG-{number:02}" for number in (2, 3, 4, 6, 8)}
    assert refs == access_tests | storage_tests | logging_tests | {"EVD-03b", "EVD-05"}


@pytest.mark.parametrize("folder", [DEFAULT_COMPANY, DEMO / "company"], ids=["example", "demo"])
def test_the_company_files_load(folder):
    company = read_company(folder)

    categories = [criterion.split(".")[0][:2] for criterion in company.criteria.criteria]
    assert (categories.count("CC"), categories.count("A1"), categories.count("C1")) == (33, 3, 2)
    assert len(company.control_matrix.controls) >= 15


@pytest.mark.parametrize("folder", [DEFAULT_COMPANY, DEMO / "company"], ids=["example", "demo"])
def test_the_registers_load(folder):
    scope = read_company(folder).scope.scopes()[0]
    into = Collection(access.SOURCE)

    access.collect(open_registers(folder / "registers", scope, into), into)

    assert [reading.error for reading in into.readings.values()] == [None, None, None]
