"""What an organisation deploys: templates that CloudFormation takes, and roles that do what they should."""

import json
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws, settings
from moto.kms.models import kms_backends
from moto.kms.utils import generate_private_key

from include.locker.kms import KmsKey
from include.sources import policy
from tests.demo.emulated_aws import mends_kms

FOLDER = Path(__file__).parents[2] / "deploy" / "aws"
TEMPLATES = sorted(FOLDER.glob("*.template.json"))
ACCOUNT, REGION = "123456789012", "eu-central-1"
HUB = f"arn:aws:iam::{ACCOUNT}:user/hub"
GIVEN = {
    "HubPrincipalArn": HUB,
    "ExternalId": "3f1c2a9e8d7b6c5a",
    "LockerBucket": "acme-soc2-locker",
    "TrailBucket": "acme-soc2-trail",
}


pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse AWS")


@pytest.fixture
def aws(monkeypatch):
    """An empty account, in this process."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield


def template(name):
    return json.loads((FOLDER / f"{name}.template.json").read_text(encoding="utf-8"))


def deployed(name):
    """Deploy a template as its administrator does; return its outputs.

    The emulator takes no policies of buckets, no locks and no trails from templates: cfn-lint holds those.
    """
    body = template(name)
    given = [
        {"ParameterKey": key, "ParameterValue": GIVEN[key]} for key in sorted(body["Parameters"])
    ]
    client = boto3.client("cloudformation")
    client.create_stack(
        StackName=name,
        TemplateBody=json.dumps(body),
        Parameters=given,
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def become(role, monkeypatch):
    """Return a session of the role; from here on every call is held against policies."""
    given = boto3.client("sts").assume_role(
        RoleArn=role, RoleSessionName="test", ExternalId=GIVEN["ExternalId"]
    )["Credentials"]
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    return boto3.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=REGION
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda each: each.name)
def test_cloudformation_has_nothing_to_say_against_it(path):
    command = [str(Path(sys.executable).parent / "cfn-lint"), "--", str(path)]

    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout) == (0, "")


def test_both_templates_are_there():
    assert [each.name for each in TEMPLATES] == [
        "collector.template.json",
        "evidence.template.json",
    ]


def test_the_deployed_collector_may_do_what_is_shipped_and_writes_nothing(aws, monkeypatch):
    role, iam = deployed("collector")["RoleArn"], boto3.client("iam")
    (attached,) = iam.list_attached_role_policies(RoleName="soc2-collector")["AttachedPolicies"]
    given = iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId="v1")["PolicyVersion"]

    session = become(role, monkeypatch)

    assert given["Document"] == json.loads(policy.policy())
    assert session.client("iam").get_account_summary()["SummaryMap"]
    with pytest.raises(ClientError, match="AccessDenied"):
        session.client("iam").create_user(UserName="mallory")


@pytest.mark.parametrize("name", ["collector", "evidence"])
def test_nobody_but_the_hub_with_its_external_id_becomes_a_role(name):
    roles = [
        each for each in template(name)["Resources"].values() if each["Type"] == "AWS::IAM::Role"
    ]

    (trust,) = (each["Properties"]["AssumeRolePolicyDocument"]["Statement"] for each in roles)

    (statement,) = trust
    assert statement["Principal"] == {"AWS": {"Fn::Sub": "${HubPrincipalArn}"}}
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}


def test_the_deployed_writer_adds_evidence_and_reads_no_account(aws, monkeypatch):
    made = deployed("evidence")

    session = become(made["WriterArn"], monkeypatch)

    assert made["Locker"] == "s3://acme-soc2-locker/evidence"
    session.client("s3").put_object(Bucket="acme-soc2-locker", Key="evidence/x", Body=b"x")
    with pytest.raises(ClientError, match="AccessDenied"):
        session.client("s3").delete_object(Bucket="acme-soc2-locker", Key="evidence/x")
    with pytest.raises(ClientError, match="AccessDenied"):
        session.client("iam").list_users()
    with pytest.raises(ClientError, match="AccessDenied"):
        session.client("s3").put_object(Bucket="acme-soc2-trail", Key="x", Body=b"x")


def test_the_deployed_writer_seals_with_the_deployed_key_and_nobody_else_may(aws, monkeypatch):
    mends_kms.apply()
    made = deployed("evidence")
    declared = template("evidence")["Resources"]["SealingKey"]["Properties"]
    # The emulator makes every key of a template a symmetric one.
    held = kms_backends[ACCOUNT][REGION].describe_key(made["SealingKeyArn"])
    held.key_spec, held.key_usage = declared["KeySpec"], declared["KeyUsage"]
    held.private_key = generate_private_key(held.key_spec)

    key = KmsKey(made["SealingKeyArn"], session=become(made["WriterArn"], monkeypatch))

    assert key.sign(b"x")
    # The emulator looks at no key's policy: by it the account's own policies let nobody sign.
    administered, signs = declared["KeyPolicy"]["Statement"]
    assert "kms:Sign" in administered["NotAction"]
    assert signs["Principal"] == {"AWS": {"Fn::GetAtt": ["Writer", "Arn"]}}


def test_deleting_the_stack_leaves_the_evidence_and_its_key():
    resources = template("evidence")["Resources"]

    kept = {name for name, each in resources.items() if each.get("DeletionPolicy") == "Retain"}

    assert kept == {"Key", "Locker", "Logs", "SealingKey"}


def test_what_takes_evidence_away_is_refused_to_everybody():
    locker = template("evidence")["Resources"]["LockerPolicy"]["Properties"]["PolicyDocument"]

    refused = {
        action: each
        for each in locker["Statement"]
        for action in each["Action"]
        if (each["Effect"], each["Principal"]) == ("Deny", "*")
    }

    assert refused.keys() >= {
        "s3:BypassGovernanceRetention",
        "s3:DeleteObjectVersion",
        "s3:PutBucketVersioning",
        "s3:PutObject",
        "s3:PutObjectRetention",
    }
    assert refused["s3:PutObject"]["NotResource"] == {"Fn::Sub": "${Locker.Arn}/*/staging/*"}
    assert all(each["Effect"] == "Deny" for each in locker["Statement"])
