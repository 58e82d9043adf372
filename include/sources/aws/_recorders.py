"""Asks whether what events and history are read from is being written: a trail, and AWS Config's snapshots.

Asked by the doctor alone, and by calls that the sources need anyway: the collector needs no right for it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from include.sources.aws._client import Aws, required
from include.sources.aws._config_objects import Objects
from include.sources.aws._config_region import SLACK

# A digest comes every hour, also of one in which nothing happened.
_SILENCE = timedelta(hours=3)


def trail_doubts(aws: Aws, now: datetime) -> list[str]:
    """Say why no trail is one that events and their proof can be read from; nothing where one is."""
    answer = aws.call("cloudtrail", "DescribeTrails", includeShadowTrails=True)
    doubts = [_of(aws, each, now) for each in required(answer, "trailList", "DescribeTrails")]
    if not doubts:
        what = (
            "no trail of CloudTrail records it; make one of every Region with log file validation, as "
            "deploy/aws/evidence.template.json does where TrailBucket is named"
        )
        return [what]
    return [] if [] in doubts else [line for each in doubts for line in each]


def snapshot_doubts(aws: Aws, now: datetime) -> list[str]:
    """Name the Regions of which AWS Config delivered no snapshot lately; none where nobody declares any."""
    delivery = aws.config_delivery
    if delivery is None:
        return []
    longest = timedelta(hours=delivery.snapshots_every_hours) + SLACK
    return [
        f"AWS Config delivered no snapshot of {region} to {delivery.bucket} in the last "
        f"{longest / timedelta(hours=1):g} hours; start its recorder there, let the delivery channel deliver "
        f"every {delivery.snapshots_every_hours} hours (configSnapshotDeliveryProperties), or mend "
        "config_delivery in scope.yaml"
        for region in delivery.regions
        if not Objects(aws, delivery, region).snapshots(now - longest, now)
    ]


def _of(aws: Aws, trail: Mapping[str, Any], now: datetime) -> list[str]:
    arn = required(trail, "TrailARN", "DescribeTrails")
    said = []
    if not trail.get("LogFileValidationEnabled"):
        said.append(
            f"trail {arn}: no log file validation, so that nobody can prove that its log is whole; aws "
            "cloudtrail update-trail --enable-log-file-validation"
        )
    # How an organisation's trail does, the account that owns it is asked.
    if arn.split(":")[4] == aws.account_id:
        status = aws.call("cloudtrail", "GetTrailStatus", region=trail.get("HomeRegion"), Name=arn)
        said += _of_status(arn, status or {}, now)
    return said


def _of_status(arn: str, status: Mapping[str, Any], now: datetime) -> list[str]:
    if not required(status, "IsLogging", "GetTrailStatus"):
        return [f"trail {arn}: is stopped; aws cloudtrail start-logging"]
    if error := status.get("LatestDeliveryError"):
        return [f"trail {arn}: S3 refuses what it delivers ({error}); mend its bucket's policy"]
    known = [status.get(f"Latest{each}Time") for each in ("Delivery", "DigestDelivery")]
    latest = max((each for each in known if each), default=None)
    if latest is None or now - latest > _SILENCE:
        since = f"delivered last at {latest:%FT%TZ}" if latest else "never delivered anything"
        advice = (
            "look at its bucket's policy and its key's, or wait where it was made within the hour"
        )
        return [f"trail {arn}: {since}; {advice}"]
    return []
