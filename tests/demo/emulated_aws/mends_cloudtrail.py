"""Mends of CloudTrail and CloudWatch Logs."""

import json
from collections.abc import Iterable
from typing import Any

from moto.cloudtrail.exceptions import TrailNotFoundException
from moto.cloudtrail.models import CloudTrailBackend, Trail, cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError
from moto.logs.responses import LogsResponse
from moto.organizations.models import organizations_backends

_EVERYTHING = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def apply() -> None:
    """Patch moto's CloudTrail."""
    _trails_begin_with_a_selector()
    _members_see_the_organizations_trails()
    _trails_are_found_where_they_are_seen()
    _status_tells_of_digests_and_log_groups()
    _without_insights_there_is_an_error()
    for response in (CloudTrailResponse, LogsResponse):
        _answers_are_said_to_be_json(response)


def _trails_begin_with_a_selector() -> None:
    # AWS: a new trail records all management events; moto: has no selector.
    original = Trail.__init__

    def init(self: Trail, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.event_selectors = [_EVERYTHING]

    Trail.__init__ = init


def _members_see_the_organizations_trails() -> None:
    # AWS: a trail of the organisation is seen in each member, under its own ARN; moto: in its account alone.
    original = CloudTrailBackend.describe_trails

    def describe_trails(self: CloudTrailBackend, include_shadow_trails: bool) -> Iterable[Trail]:  # noqa: FBT001
        own = list(original(self, include_shadow_trails))
        management, _ = organizations_backends.master_accounts.get(self.account_id, (None, None))
        if management in (None, self.account_id):
            return own
        theirs = original(cloudtrail_backends[management][self.region_name], include_shadow_trails)
        return own + [each for each in theirs if each.is_org_trail]

    CloudTrailBackend.describe_trails = describe_trails


def _trails_are_found_where_they_are_seen() -> None:
    # AWS: whatever DescribeTrails shows can be asked for; moto: a trail's selectors in its Region alone.
    def get_trail(self: CloudTrailBackend, name_or_arn: str) -> Trail:
        for each in self.describe_trails(include_shadow_trails=True):
            if name_or_arn in (each.trail_name, each.arn):
                return each
        raise TrailNotFoundException(account_id=self.account_id, name=name_or_arn)

    CloudTrailBackend.get_trail = get_trail


def _status_tells_of_digests_and_log_groups() -> None:
    # AWS: tells when the last digest and the last event in the log group came; moto: of neither.
    original = CloudTrailResponse.get_trail_status

    def get_trail_status(self: CloudTrailResponse) -> str:
        text = original(self)
        trail = self.cloudtrail_backend.get_trail(self._get_param("Name"))
        status = json.loads(text)
        if trail.log_validation and "LatestDeliveryTime" in status:
            status["LatestDigestDeliveryTime"] = status["LatestDeliveryTime"]
        if trail.cw_log_group_arn and "LatestDeliveryTime" in status:
            status["LatestCloudWatchLogsDeliveryTime"] = status["LatestDeliveryTime"]
        return json.dumps(status)

    CloudTrailResponse.get_trail_status = get_trail_status


def _without_insights_there_is_an_error() -> None:
    # AWS: InsightNotEnabledException where none was ever put; moto: an answer without selectors.
    original = CloudTrailBackend.get_insight_selectors

    def get_insight_selectors(self: CloudTrailBackend, trail_name: str) -> Any:
        arn, selectors = original(self, trail_name)
        if not selectors:
            name = "InsightNotEnabledException"
            raise JsonRESTError(name, f"Trail {arn} does not have Insights enabled.")
        return arn, selectors

    CloudTrailBackend.get_insight_selectors = get_insight_selectors


def _answers_are_said_to_be_json(response: Any) -> None:
    # AWS: JSON 1.1, and says so. moto: JSON that its server calls a web page.
    original = response.setup_class

    def setup_class(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.response_headers["content-type"] = "application/x-amz-json-1.1"

    response.setup_class = setup_class
