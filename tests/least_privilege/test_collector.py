"""The shipped policy is enough, is no more than enough, and is enforced."""

import boto3
import pytest
from botocore.exceptions import ClientError

from include import sources
from include.extract.denials import denials
from include.model.errors import Cause
from include.model.record import CollectionStatus
from include.sources import policy
from include.sources.aws._failures import action_of
from tests.least_privilege.branches import BRANCHES

PRODUCTION, SANDBOX = "123456789012", "210987654321"
WHO = "sts:GetCallerIdentity"  # needs no permission


@pytest.mark.parametrize("account", [PRODUCTION, SANDBOX])
def test_everything_is_collected_under_the_shipped_policy(collector, locker, account):
    manifests = collector.observe(locker, account)

    assert [each.message for each in manifests if each.message] == []
    assert {each.status for each in manifests} == {CollectionStatus.COLLECTED}
    assert all(each.denied_calls == {} for each in manifests)
    assert denials(manifests) == ()
    (buckets,) = (each for each in manifests if each.dataset == "aws_s3_buckets")
    assert not any(row["read_errors"] for row in locker.table(buckets.parquet).to_pylist())


@pytest.mark.parametrize("account", [PRODUCTION, SANDBOX])
def test_the_policy_allows_what_is_used_and_nothing_more(collector, locker, account):
    # s3:GetBucketLocation is for endpoints whose listing names no Regions, as this one's: AWS's does.
    manifests = collector.observe(locker, account)

    made = {action_of(*call.split(":")) for each in manifests for call in each.calls}
    assert made | set(BRANCHES) == {*policy.actions(), WHO}
    assert collector.asked(account) - {"sts:AssumeRole"} == made


def test_the_users_are_listed_where_report_and_summary_differ(collector, locker):
    collector.observe(locker, PRODUCTION, only=["aws.iam"])
    iam = collector.session.client("iam", endpoint_url=collector.endpoint)
    collector.allow(more=("iam:CreateUser", "iam:DeleteUser"))
    iam.create_user(UserName="newcomer")

    manifests = collector.observe(locker, PRODUCTION, only=["aws.iam"])

    iam.delete_user(UserName="newcomer")
    assert "iam:ListUsers" in {call for each in manifests for call in each.calls}
    assert {each.status for each in manifests} == {CollectionStatus.COLLECTED}


def test_the_accounts_are_listed_where_there_is_an_organisation_to_manage(collector, locker):
    manifests = collector.observe(locker, PRODUCTION, only=["aws.organization"])

    declared = {each for each in policy.actions() if each.startswith("organizations:")}
    assert declared <= collector.asked(PRODUCTION)
    assert {each.status for each in manifests} == {CollectionStatus.COLLECTED}


@pytest.mark.parametrize("action", BRANCHES)
def test_what_is_only_used_in_a_branch_is_still_allowed(action):
    assert action in policy.actions()


def test_the_hub_asks_beside_that_only_for_the_roles_of_others(collector, locker):
    collector.observe(locker, PRODUCTION)
    collector.observe(locker, SANDBOX, only=["aws.s3"], session=collector.assumed(SANDBOX))

    assert collector.asked(PRODUCTION) - {*policy.actions(), WHO} == {"sts:AssumeRole"}


def test_each_dataset_is_read_by_the_actions_that_it_declares(collector, locker):
    declared = {
        dataset.name: dataset.permissions
        for name in sources.by_provider()["aws"]
        for dataset in sources.load(name).SOURCE.datasets
    }

    manifests = collector.observe(locker, SANDBOX)

    for each in manifests:
        made = {action_of(*call.split(":")) for call in each.calls} - {WHO}
        # What a reading needs of another one, it declares too: devices need the report's users.
        assert made <= set(declared[each.dataset]), each.dataset


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("iam", "create_user", {"UserName": "mallory"}),
        ("iam", "put_user_policy", {"UserName": "u", "PolicyName": "p", "PolicyDocument": "{}"}),
        ("iam", "create_access_key", {"UserName": "soc2-collector"}),
        ("iam", "list_policies", {}),
        ("s3", "get_object", {"Bucket": "quillhaven-prod-build-artifacts", "Key": "any"}),
        ("s3", "delete_bucket_policy", {"Bucket": "quillhaven-prod-build-artifacts"}),
        ("s3", "put_object", {"Bucket": "quillhaven-prod-build-artifacts", "Key": "any"}),
    ],
)
def test_the_collector_is_refused_whatever_it_does_not_need(
    collector, service, operation, parameters
):
    client = collector.session.client(service, endpoint_url=collector.endpoint)

    with pytest.raises(ClientError) as refused:
        getattr(client, operation)(**parameters)

    assert refused.value.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}


@pytest.mark.parametrize("external_id", ["another", None])
def test_a_role_is_not_given_to_who_does_not_know_the_external_id(collector, locker, external_id):
    session = collector.assumed(SANDBOX, external_id=external_id)

    manifests = collector.observe(locker, SANDBOX, session=session)

    assert {(each.status, each.cause) for each in manifests} == {("failed", Cause.DENIED)}
    assert {each.missing_permission for each in manifests} == {"sts:AssumeRole"}
    (line,) = denials(manifests[:4])
    assert "sts:AssumeRole was denied" in line


def test_a_wrong_secret_is_said_to_be_the_credentials_fault(collector, locker):
    key = collector.session.get_credentials().access_key
    wrong = boto3.Session(key, "not the secret", region_name="us-east-1")

    manifests = collector.observe(locker, PRODUCTION, only=["aws.iam"], session=wrong)

    assert {each.cause for each in manifests} == {Cause.CREDENTIALS}
