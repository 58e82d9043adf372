"""An account of 2,000 users and 500 buckets: how much is asked, how much memory it takes, what comes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from include.locker import Locker
from include.model.record import Manifest
from tests.bench.answers import distinct_answers
from tests.bench.measured import ROOT, aws, measure
from tests.slow import SLOW

pytestmark = SLOW
ACCOUNT = "123456789012"
USERS, BUCKETS = 2000, 500


class Observed:
    """Two observations of each source, made at the same time into one locker."""

    def __init__(self, endpoint, folder):
        self.folder = folder
        environment = aws(endpoint) | {"SOC2_COMPANY": str(ROOT / "tests" / "demo" / "company")}

        def extract(source):
            arguments = (source, "--scope", ACCOUNT, "--locker", folder)
            return measure("include.extract", *arguments, environment=environment)

        with ThreadPoolExecutor(2) as pool:
            self.took = list(pool.map(extract, ("aws.s3", "aws.s3", "aws.iam", "aws.iam")))
        self.locker = Locker.open(folder)
        records = [entry.record for entry in self.locker.entries()]
        self.manifests = [each for each in records if isinstance(each, Manifest)]

    def of(self, dataset):
        return [each for each in self.manifests if each.dataset == dataset]

    def rows(self, dataset):
        return self.locker.table(self.of(dataset)[0].parquet).to_pylist()

    def asked(self, source):
        return distinct_answers(self.locker, source)


@pytest.fixture(scope="module")
def observed(start_emulator, tmp_path_factory):
    endpoint = start_emulator("--scale", f"users={USERS},buckets={BUCKETS}")
    return Observed(endpoint, tmp_path_factory.mktemp("scale") / "locker")


def test_everything_there_is_came(observed):
    received = {each.dataset: each.received_items for each in observed.manifests}

    assert all(each.status == "collected" for each in observed.manifests)
    assert received["aws_iam_users"] > USERS
    assert received["aws_iam_mfa_devices"] > USERS
    assert received["aws_s3_buckets"] > BUCKETS


def test_iam_is_asked_once_per_page_and_once_per_user_without_a_virtual_device(observed):
    devices = observed.rows("aws_iam_mfa_devices")
    virtual = [each for each in devices if each["kind"] == "virtual"]
    held = {each["user_arn"] for each in virtual}
    users = [each for each in observed.rows("aws_iam_users") if not each["is_root"]]

    calls = len(observed.asked("aws.iam"))

    others = sum(each["arn"] not in held for each in users)
    assert others >= USERS / 10
    assert calls <= 30 + len(virtual) / 100 + others


def test_s3_is_asked_at_most_twelve_times_per_bucket(observed):
    asked = observed.asked("aws.s3")

    per_bucket = Counter(
        each["parameters"]["Bucket"] for each in asked if "Bucket" in each["parameters"]
    )

    assert len(per_bucket) > BUCKETS
    assert max(per_bucket.values()) <= 12
    assert len(asked) - per_bucket.total() <= 10


def test_an_extract_stays_below_700_mb(observed):
    assert max(each.peak_mb for each in observed.took) < 700


def test_two_observations_of_the_same_state_have_the_same_rows(observed):
    hashes = {
        dataset: [each.row_hash for each in observed.of(dataset)]
        for dataset in {each.dataset for each in observed.manifests}
    }

    assert all(len(each) == 2 and len(set(each)) == 1 for each in hashes.values()), hashes
