"""One day of CloudTrail and of applications' logs: the one on which a digest was deleted."""

from datetime import datetime

import boto3

from include.model.company import read_company
from include.model.interval import DAY, Interval, window_of
from tests.demo.emulated_aws import application_logs
from tests.demo.emulated_cloudtrail import Delivery
from tests.faults.cases import DEMO

_BACK = 5


def day(now: datetime) -> Interval:
    """Return the day that is delivered."""
    return window_of(now - DAY * (_BACK + 1))


def deliver(endpoint: str, now: datetime) -> None:
    """Store what was delivered on the day, with the digests of both its ends."""
    delivery = Delivery(now, days=_BACK + 2)
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
    delivery.put(s3, [delivery.date(_BACK + each) for each in (1, 0, -1)])
    for account in read_company(DEMO).scope.aws_accounts:
        application_logs.deliver(s3, account, delivery.date(_BACK))
