"""Trails and log groups are listed in every Region, and no list only looks whole."""

from datetime import UTC, datetime

import botocore.session
import pytest

from include.sources.aws import cloudtrail_trails as source
from tests.sources.aws.trails import OWN, THEIRS, answering, collecting, regions


@pytest.fixture
def answers():
    return answering()


@pytest.fixture
def collect(collection, fake_aws, answers):
    return collecting(collection, fake_aws, answers)


def test_selectors_that_no_trail_tells_are_no_empty_list(collect, denied):
    into = collect(GetEventSelectors=denied)

    assert into.readings[source.SELECTORS.name].error is denied
    assert into.readings[source.TRAILS.name].error is None


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
