"""What the tests of trails share: two trails, of which one is the organisation's."""

from datetime import UTC, datetime

from include.sources.aws import cloudtrail_trails as source

MANAGEMENT = "999988887777"
OWN = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/own"
THEIRS = f"arn:aws:cloudtrail:us-east-1:{MANAGEMENT}:trail/all"
STARTED = datetime(2026, 1, 2, tzinfo=UTC)
ALL = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}


def trail(arn, bucket="logs", **more):
    region, name = arn.split(":")[3], arn.rpartition("/")[2]
    return {"TrailARN": arn, "Name": name, "HomeRegion": region, "S3BucketName": bucket, **more}


def regions(*names):
    return {"Regions": [{"RegionName": name} for name in names]}


def answering():
    """Answer as AWS does for two trails of which one is the organisation's, and no more than that."""
    return {
        "DescribeRegions": regions("eu-west-1", "us-east-1"),
        "DescribeTrails": {"trailList": [trail(OWN), trail(THEIRS, "archive")]},
        "ListTrails": {"Trails": [{"TrailARN": OWN}]},
        "GetEventSelectors": {"EventSelectors": [ALL]},
        "GetTrailStatus": {"IsLogging": True, "StartLoggingTime": STARTED},
        "GetInsightSelectors": None,
        "GetBucketLocation": {"LocationConstraint": "eu-west-1"},
        "GetBucketPolicyStatus": None,
        "GetPublicAccessBlock": None,
        "GetBucketAcl": {"Grants": []},
        "GetBucketOwnershipControls": None,
        "GetBucketVersioning": {},
        "GetObjectLockConfiguration": None,
        "GetBucketLifecycleConfiguration": None,
        "DescribeLogGroups": {"logGroups": []},
    }


def collecting(collection, fake_aws, answers):
    """Return what a collection holds after the answers above, changed as told."""

    def run(**changes):
        into = collection(source.SOURCE)
        aws = fake_aws(into, answers | changes)
        source.collect(aws, into)
        into.asked = aws.asked
        return into

    return run
