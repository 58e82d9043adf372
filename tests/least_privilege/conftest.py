"""The emulated company with authorisation switched on, read under the shipped policy or less of it."""

import json
import secrets
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import boto3
import pytest

from include import sources
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.config_delivery import ConfigDelivery
from include.model.interval import DAY, slot_of, utc_now, window_of
from include.model.provenance import run
from include.model.reference import RunType
from include.sources import aws, policy
from include.sources.aws._config_items import BUCKET, TYPES
from tests.demo.emulated_aws import application_logs
from tests.demo.emulated_cloudtrail import Delivery
from tests.demo.emulated_config import shapes

COMPANY = Path(__file__).parents[1] / "demo" / "company"
PRODUCTION, SANDBOX = "123456789012", "210987654321"
RECORDED = ConfigDelivery(
    bucket="quillhaven-prod-flow-logs",
    regions=("us-east-1",),
    without=[each for each in TYPES if each != BUCKET],
)


@dataclass
class Collector:
    """The collector as its accounts know it; what it may do is changed by ``allow``."""

    endpoint: str
    session: boto3.Session
    runs: int = 0
    sessions: dict = field(default_factory=dict)
    # What the trail delivered: a day in the middle is closed and settled, with the digests of both its ends.
    delivery: Delivery = field(default_factory=lambda: Delivery(utc_now(), 4, planted=False))

    @property
    def day(self):
        return window_of(self.delivery.end - 3 * DAY)

    def deliver(self):
        """Store what others deliver, which the collector itself may never do."""
        self.allow(more=("s3:PutObject",))
        s3 = self.session.client("s3", endpoint_url=self.endpoint)
        self.delivery.put(s3)
        for account in read_company(COMPANY).scope.aws_accounts:
            application_logs.deliver(s3, account, self.day.start.date())
            for hours in (9, 33):
                self._snapshot(s3, account.id, self.day.start + timedelta(hours=hours))

    def _snapshot(self, s3, account, at):
        """Store what AWS Config says of an account: one bucket, and nothing else."""
        bucket = shapes.bucket("claims", at - 9 * DAY) | {"awsAccountId": account}
        key = shapes.snapshot_key(at).replace(shapes.ACCOUNT, account)
        s3.put_object(Bucket=RECORDED.bucket, Key=key, Body=shapes.packed([bucket]))

    def allow(self, *, without=None, more=()):
        document = json.loads(policy.policy())
        for statement in document["Statement"]:
            statement["Action"] = [each for each in statement["Action"] if each != without]
        document["Statement"] = [each for each in document["Statement"] if each["Action"]]
        if more:
            document["Statement"].append({"Effect": "Allow", "Action": [*more], "Resource": "*"})
        self._ask("PUT", "/_demo/policy", json.dumps(document).encode())

    def asked(self, account):
        return set(json.loads(self._ask("GET", "/_demo/asked"))[account])

    def assumed(self, account, **changes):
        declared = read_company(COMPANY).scope.account(account).model_copy(update=changes)
        return aws.assume(self.session, declared, endpoint_url=self.endpoint)

    def observe(self, locker, account, *, only=None, slots_later=0, session=None):
        """Read an account: state now, ``slots_later`` into a slot of its own, events of the delivered day."""
        self.runs += 1
        now = slot_of(utc_now()).start + timedelta(hours=1 + 6 * slots_later)
        company = read_company(COMPANY)
        # One session for all runs: it has read AWS's models already.
        session = session or self.sessions.setdefault(account, self.assumed(account))
        declared = company.scope.account(account).model_copy(update={"config_delivery": RECORDED})
        connect = partial(aws.connect, session, endpoint_url=self.endpoint, account=declared)
        return [
            manifest
            for name in only or sources.by_provider()["aws"]
            for manifest in extract(
                name,
                company.scope.scope(account),
                connect,
                locker=locker,
                run=run(f"test/{self.runs}", RunType.MANUAL, "test"),
                interval=None if name in sources.names("state") else self.day,
                clock=lambda: now,
            ).manifests
        ]

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(self.endpoint + path, data=body, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()


@pytest.fixture(scope="session")
def authorised(start_emulator):
    """Start the emulator once; the hub's keys are made here and known to nobody else."""
    identifier, secret = f"AKIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", identifier)
        environment.setenv("AWS_SECRET_ACCESS_KEY", secret)
        endpoint = start_emulator("--authorise", "--report-lifetime", "14400")
    collector = Collector(endpoint, boto3.Session(identifier, secret, region_name="us-east-1"))
    collector.deliver()
    return collector


@pytest.fixture
def collector(authorised):
    """The collector under the policy as it is shipped."""
    authorised.allow()
    return authorised


@pytest.fixture
def locker(tmp_path):
    return Locker.open(tmp_path / "locker")
