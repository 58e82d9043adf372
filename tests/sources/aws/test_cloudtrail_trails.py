from datetime import UTC, datetime

import botocore.session
import pytest

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


@pytest.fixture
def answers():
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


@pytest.fixture
def collect(collection, fake_aws, answers):
    """Return what a collection holds after the answers above, changed as told."""

    def run(**changes):
        into = collection(source.SOURCE)
        aws = fake_aws(into, answers | changes)
        source.collect(aws, into)
        into.asked = aws.asked
        return into

    return run


def test_a_trail_is_one_row_however_many_regions_list_it(collect, rows):
    into = collect()

    own, theirs = rows(into, source.TRAILS)
    assert own == {
        "trail_arn": OWN,
        "name": "own",
        "account_id": "123456789012",
        "home_region": "eu-west-1",
        "seen_in": ["eu-west-1", "us-east-1"],
        "is_multi_region": None,
        "is_organization_trail": None,
        "includes_global_services": None,
        "bucket": "logs",
        "prefix": "",
        "log_file_validation_enabled": None,
        "kms_key_id": "none",
        "log_group_arn": "none",
        "is_logging": True,
        "start_logging_time": STARTED,
        "stop_logging_time": None,
        "latest_delivery_time": None,
        "latest_delivery_error": "none",
        "latest_digest_delivery_time": None,
        "latest_digest_delivery_error": "none",
        "latest_cloud_watch_logs_delivery_time": None,
        "latest_cloud_watch_logs_delivery_error": "none",
        "selectors": 1,
        "insight_types": [],
        "read_errors": [],
    }
    assert theirs["account_id"] == MANAGEMENT


def test_each_trail_is_asked_for_by_its_arn_in_its_home_region(collect):
    into = collect()

    asked = [each for operation, each in into.asked if operation == "GetTrailStatus"]
    assert asked == [
        {"region": "eu-west-1", "Name": OWN},
        {"region": "us-east-1", "Name": THEIRS},
    ]


def test_the_bucket_of_the_organisations_trail_is_not_asked_for_here(collect, rows):
    into = collect()

    (bucket,) = rows(into, source.TRAIL_BUCKETS)
    assert (bucket["name"], bucket["trails"], bucket["read_errors"]) == ("logs", [OWN], [])
    assert "archive" not in {each.get("Bucket") for _, each in into.asked}


def test_what_was_never_set_on_a_bucket_is_a_value_of_its_own(collect, rows):
    (bucket,) = rows(collect(), source.TRAIL_BUCKETS)

    assert {name for name, value in bucket.items() if value is None} == set()
    assert (bucket["versioning"], bucket["object_lock_mode"]) == ("never_enabled", "none")
    assert (bucket["lifecycle_rules"], bucket["expiration_days"]) == (0, 0)


def test_a_bucket_of_another_account_is_kept_with_the_reason(collect, rows, denied):
    operations = ("GetBucketLocation", "GetBucketVersioning", "GetBucketLifecycleConfiguration")
    into = collect(**dict.fromkeys(operations, denied))

    (bucket,) = rows(into, source.TRAIL_BUCKETS)
    assert bucket["expiration_days"] is bucket["versioning"] is bucket["region"] is None
    assert bucket["read_errors"] == [f"{each}: AccessDenied" for each in operations]
    assert into.readings[source.TRAIL_BUCKETS.name].error is None


@pytest.mark.parametrize(
    ("expirations", "days"),
    [
        ([("Enabled", {"Days": 400}), ("Enabled", {"Days": 90})], 90),
        ([("Disabled", {"Days": 3})], 0),
        ([("Enabled", {"ExpiredObjectDeleteMarker": True})], 0),
        ([("Enabled", {"Date": STARTED}), ("Enabled", {"Days": 90})], 1),
    ],
)
def test_the_shortest_expiration_that_is_on_counts(collect, rows, expirations, days):
    rules = [{"Status": status, "Expiration": each} for status, each in expirations]

    (bucket,) = rows(
        collect(GetBucketLifecycleConfiguration={"Rules": rules}), source.TRAIL_BUCKETS
    )

    assert (bucket["lifecycle_rules"], bucket["expiration_days"]) == (len(rules), days)


def test_a_trail_that_does_not_tell_its_selectors_has_none_that_count(collect, rows, denied):
    def answer(TrailName):  # noqa: N803
        return denied if TrailName == THEIRS else {"EventSelectors": [ALL]}

    into = collect(GetEventSelectors=answer)

    own, theirs = rows(into, source.TRAILS)
    assert (own["selectors"], theirs["selectors"]) == (1, None)
    assert theirs["read_errors"] == ["GetEventSelectors: AccessDenied"]
    assert into.readings[source.SELECTORS.name].error is None


def test_selectors_that_no_trail_tells_are_no_empty_list(collect, denied):
    into = collect(GetEventSelectors=denied)

    assert into.readings[source.SELECTORS.name].error is denied
    assert into.readings[source.TRAILS.name].error is None


def test_a_status_of_another_shape_is_unknown_and_says_so(collect, rows):
    own, _ = rows(collect(GetTrailStatus={}), source.TRAILS)

    assert own["is_logging"] is None
    assert own["read_errors"] == ["GetTrailStatus: MALFORMED"]


def test_one_region_that_refuses_leaves_no_list_that_looks_whole(
    collection, denied, answers, fake_aws
):
    class OneRefuses(fake_aws):
        def call(self, service, operation, *, region=None, absent=(), **parameters):
            if operation == "DescribeTrails" and region == "us-east-1":
                raise denied
            return super().call(service, operation, region=region, absent=absent, **parameters)

    into = collection(source.SOURCE)
    source.collect(OneRefuses(into, answers), into)

    failed = {name for name, each in into.readings.items() if each.error is denied}
    assert failed == {source.TRAILS.name, source.SELECTORS.name, source.TRAIL_BUCKETS.name}


def test_a_region_that_was_opted_out_meanwhile_is_not_denied(collect, rows):
    into = collect(DescribeTrails=None, ListTrails={"Trails": []})

    assert rows(into, source.TRAILS) == []
    assert {each.error for each in into.readings.values()} == {None}


def test_a_trail_that_only_the_second_list_has_is_unexplained(collect):
    into = collect(ListTrails={"Trails": [{"TrailARN": OWN}, {"TrailARN": f"{OWN}-lost"}]})

    counted = into.readings[source.TRAILS.name].reconciliation
    assert (counted.independent_count, counted.unexplained_items) == (2, 1)
    assert counted.explained == (f"told by its Region alone: {THEIRS}",)


def test_log_groups_of_every_region_are_read_and_for_ever_is_a_number(collect, rows):
    group = {"logGroupName": "/api", "arn": "arn:aws:logs:r:1:log-group:/api:*", "creationTime": 0}

    into = collect(
        DescribeRegions=regions("eu-west-1"),
        DescribeLogGroups={"logGroups": [group | {"retentionInDays": 30}, group | {"arn": "a"}]},
    )

    first, second = rows(into, source.LOG_GROUPS)
    assert (first["arn"], first["region"]) == ("arn:aws:logs:r:1:log-group:/api", "eu-west-1")
    assert (first["retention_days"], second["retention_days"]) == (30, 0)
    assert first["creation_time"] == datetime(1970, 1, 1, tzinfo=UTC)


def test_log_groups_are_read_though_trails_are_denied(collect, denied):
    into = collect(DescribeTrails=denied)

    assert into.readings[source.LOG_GROUPS.name].error is None
    assert into.readings[source.LOG_GROUPS.name].expected_items == 0


def test_the_api_has_whatever_is_asked(collect):
    session = botocore.session.get_session()
    services = ("cloudtrail", "ec2", "logs", "s3")
    known = {
        operation
        for service in services
        for operation in session.get_service_model(service).operation_names
    }

    assert {operation for operation, _ in collect().asked} <= known
