"""An account lets the hub in by its external id alone, and what is read from is being written."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from include.doctor import recording_findings, role_findings
from include.model.account import AwsAccount
from include.model.config_delivery import ConfigDelivery
from include.model.errors import Cause, SourceUnreachable
from include.model.scope import Scope, ScopeKind
from tests.sources.aws.trails import OWN, THEIRS, trail
from tests.sources.conftest import ACCOUNT, FakeAws

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SCOPE = Scope(kind=ScopeKind.AWS_ACCOUNT, id=ACCOUNT, name="production", starts_on=date(2026, 1, 1))
ROLE = AwsAccount(
    id=ACCOUNT,
    name="production",
    environment="production",
    role_arn=f"arn:aws:iam::{ACCOUNT}:role/soc2-collector",
    external_id="long-and-random",
)
DELIVERY = ConfigDelivery(bucket="config", regions=("us-east-1", "eu-west-1"))
VALIDATED = {"LogFileValidationEnabled": True}
DELIVERING = {"IsLogging": True, "LatestDigestDeliveryTime": NOW - timedelta(minutes=50)}


class Sts:
    """A session whose STS gives the role to some; AWS by its name."""

    region_name = None

    def __init__(self, refuse, host="sts.us-east-1.amazonaws.com"):
        self.refuse = refuse
        self.meta = SimpleNamespace(endpoint_url=f"https://{host}")
        self.asked = []

    def client(self, _service, **_):
        return self

    def assume_role(self, RoleArn, RoleSessionName, ExternalId=None):  # noqa: ARG002, N803
        self.asked.append(ExternalId)
        error = self.refuse(ExternalId)
        if error:
            raise error


def denied(_given=None):
    return ClientError({"Error": {"Code": "AccessDenied"}}, "AssumeRole")


def recording(answers, delivery=None):
    def connect(_scope, into):
        aws = FakeAws(into, answers)
        aws.config_delivery = delivery
        return aws

    return list(recording_findings(SCOPE, connect, clock=lambda: NOW))


def trails(*listed, **status):
    return {"DescribeTrails": {"trailList": list(listed)}, "GetTrailStatus": DELIVERING | status}


def test_a_role_that_asks_for_the_external_id_is_well():
    session = Sts(lambda given: None if given == ROLE.external_id else denied())

    assert list(role_findings(ROLE, session)) == []
    assert session.asked == [ROLE.external_id, None]


def test_a_role_that_anybody_gets_by_the_hub_is_found():
    for account in (ROLE, ROLE.model_copy(update={"external_id": None})):
        (found,) = role_findings(account, Sts(lambda _: None))

        assert "is given to who names no external id" in found
        assert found.endswith(
            "let its trust ask for sts:ExternalId, as deploy/aws/trust-policy.json does"
        )


def test_a_role_that_is_refused_ends_the_questions_of_the_account_with_what_to_do():
    with pytest.raises(SourceUnreachable, match="let its trust name the hub and the external_id"):
        list(role_findings(ROLE, Sts(denied)))


def test_what_is_wrong_otherwise_is_said_where_the_sources_ask():
    timeout = ConnectTimeoutError(endpoint_url="https://sts")

    assert list(role_findings(ROLE, Sts(lambda _: timeout))) == []


def test_neither_the_hubs_own_account_nor_an_emulator_is_tried_without_the_id():
    emulator, hub = Sts(lambda _: None, "127.0.0.1:5000"), Sts(denied)

    assert list(role_findings(ROLE, emulator)) == []
    assert list(role_findings(ROLE.model_copy(update={"role_arn": None}), hub)) == []
    assert emulator.asked == [ROLE.external_id]
    assert hub.asked == []


def test_a_trail_that_delivers_and_signs_is_enough_whatever_another_does():
    assert recording(trails(trail(OWN), trail(THEIRS, **VALIDATED))) == []
    assert recording(trails(trail(OWN, **VALIDATED))) == []


def test_without_any_trail_the_account_is_told_to_make_one():
    (found,) = recording(trails())

    assert found.startswith(
        f"aws_account {ACCOUNT} (production): no trail of CloudTrail records it"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"LogFileValidationEnabled": False}, "update-trail --enable-log-file-validation"),
        ({"IsLogging": False}, "is stopped; aws cloudtrail start-logging"),
        ({"LatestDeliveryError": "AccessDenied"}, "(AccessDenied); mend its bucket's policy"),
        ({"LatestDigestDeliveryTime": None}, "never delivered anything; look at"),
        (
            {"LatestDigestDeliveryTime": NOW - timedelta(hours=4)},
            "delivered last at 2026-11-24T05:00:00Z; look at",
        ),
    ],
    ids=["unsigned", "stopped", "refused", "never", "silent"],
)
def test_what_a_trail_lacks_is_a_line_with_what_to_do(changed, said):
    own = trail(OWN, **VALIDATED | {k: v for k, v in changed.items() if k in VALIDATED})

    (found,) = recording(trails(own, **changed))

    assert f"trail {OWN}: " in found
    assert said in found


def test_a_region_of_aws_config_without_a_snapshot_of_the_last_day_is_named():
    asked = []

    def listed(Bucket, Prefix, **_):  # noqa: N803
        asked.append(Prefix)
        day = "AWSLogs/123456789012/Config/us-east-1/2026/11/23/ConfigSnapshot/"
        name = "123456789012_Config_us-east-1_ConfigSnapshot_20261123T100000Z_x.json.gz"
        there = [{"Key": day + name}] if Prefix == day else []
        return {"KeyCount": len(there), "Contents": there}

    answers = trails(trail(OWN, **VALIDATED)) | {"ListObjectsV2": listed}

    (found,) = recording(answers, DELIVERY)

    assert "no snapshot of eu-west-1 to config in the last 27 hours; start its recorder" in found
    assert recording(answers) == []


def test_what_may_not_be_asked_is_said_and_the_rest_goes_on(denied_error):
    answers = {"DescribeTrails": denied_error, "ListObjectsV2": {"KeyCount": 0, "Contents": []}}

    found = recording(answers, DELIVERY)

    assert found[0] == "denied"
    assert len(found) == 3


@pytest.fixture
def denied_error():
    return SourceUnreachable("denied", cause=Cause.DENIED, code="AccessDenied")
