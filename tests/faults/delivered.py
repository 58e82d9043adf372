"""One day of CloudTrail, applications' logs and AWS Config: the one on which a digest was deleted."""

from datetime import datetime, timedelta
from typing import Any

import boto3

from include.model.company import read_company
from include.model.config_delivery import ConfigDelivery
from include.model.interval import DAY, Interval, window_of
from include.sources.aws._config_items import BUCKET, TYPES
from tests.demo.emulated_aws import application_logs
from tests.demo.emulated_cloudtrail import Delivery
from tests.demo.emulated_config import shapes
from tests.faults.cases import DEMO

_BACK = 5
RECORDED = ConfigDelivery(
    bucket="quillhaven-prod-flow-logs",
    regions=("us-east-1",),
    without=[each for each in TYPES if each != BUCKET],
)


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
    _record(s3, day(now).start)


def _record(s3: Any, start: datetime) -> None:
    """Store what AWS Config recorded of one account: two snapshots around the day's end, and a change."""
    hour = timedelta(hours=1)
    first, changed, second = (start + each * hour for each in (9, 15, 33))
    plain = shapes.bucket("plain", first - 9 * DAY, versioning="Off")
    before, after = (shapes.bucket("claims", at, public=["Read"]) for at in (first - DAY, changed))
    files = {
        shapes.snapshot_key(first): [plain, before],
        shapes.history_key(BUCKET, changed, changed, start + 18 * hour): [after],
        shapes.snapshot_key(second): [plain, after],
    }
    for key, items in files.items():
        s3.put_object(Bucket=RECORDED.bucket, Key=key, Body=shapes.packed(items))
