"""Trails with their selectors, status and buckets."""

import pytest

from include.sources.aws import cloudtrail_trails as source
from tests.sources.aws.trails import ALL, MANAGEMENT, OWN, STARTED, THEIRS, answering, collecting


@pytest.fixture
def answers():
    return answering()


@pytest.fixture
def collect(collection, fake_aws, answers):
    return collecting(collection, fake_aws, answers)


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


def test_a_status_of_another_shape_is_unknown_and_says_so(collect, rows):
    own, _ = rows(collect(GetTrailStatus={}), source.TRAILS)

    assert own["is_logging"] is None
    assert own["read_errors"] == ["GetTrailStatus: MALFORMED"]
