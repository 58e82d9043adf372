"""Terraform's modules say the same as CloudFormation's templates, each read in its own way."""

import json
import re
from pathlib import Path

import pytest

from include.docs.templates.terraform import snake

FOLDER = Path(__file__).parents[2] / "deploy" / "aws"
BOTH = pytest.mark.parametrize("name", ["collector", "evidence"])
POLICIES = {
    "AWS::IAM::ManagedPolicy": ("aws_iam_policy", "PolicyDocument", "policy"),
    "AWS::IAM::Role": ("aws_iam_role", "AssumeRolePolicyDocument", "assume_role_policy"),
    "AWS::KMS::Key": ("aws_kms_key", "KeyPolicy", "policy"),
    "AWS::S3::BucketPolicy": ("aws_s3_bucket_policy", "PolicyDocument", "policy"),
}
OF_AWS = {
    "data.aws_caller_identity.current.account_id": "AWS::AccountId",
    "data.aws_partition.current.partition": "AWS::Partition",
    "data.aws_region.current.name": "AWS::Region",
}


def template(name):
    return json.loads((FOLDER / f"{name}.template.json").read_text(encoding="utf-8"))


def module(name):
    return json.loads((FOLDER / "terraform" / name / "main.tf.json").read_text(encoding="utf-8"))


def by_cloudformation(value):
    """Write every reference as `<name>` or `<name.arn>`."""
    if isinstance(value, list):
        return [by_cloudformation(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return f"<{snake(value['Ref'])}>"
    if "Fn::GetAtt" in value:
        return f"<{'.'.join(map(snake, value['Fn::GetAtt']))}>"
    if "Fn::Sub" in value:
        return re.sub(r"\$\{([^}]+)\}", lambda found: f"<{_name(found[1])}>", value["Fn::Sub"])
    return {key: by_cloudformation(each) for key, each in value.items()}


def _name(name):
    return name if name.startswith("AWS::") else ".".join(map(snake, name.split(".")))


def by_terraform(text):
    """Write every reference in a text the same way."""

    def named(found):
        if found[1] in OF_AWS:
            return f"<{OF_AWS[found[1]]}>"
        _, name, *attribute = found[1].replace("[0]", "").split(".")
        return f"<{'.'.join([name, *(each for each in attribute if each != 'id')])}>"

    return re.sub(r"\$\{([^}]+)\}", named, text)


@BOTH
def test_every_policy_and_every_trust_is_the_same(name):
    declared, made = template(name)["Resources"], module(name)["resource"]
    compared = 0

    for resource, each in declared.items():
        if each["Type"] in POLICIES:
            kind, there, here = POLICIES[each["Type"]]
            text = made[kind][snake(resource)][here]
            assert json.loads(by_terraform(text)) == by_cloudformation(each["Properties"][there])
            compared += 1

    assert compared == {"collector": 2, "evidence": 6}[name]


@BOTH
def test_nobody_but_the_hub_with_its_external_id_becomes_a_role(name):
    (role,) = module(name)["resource"]["aws_iam_role"].values()

    (statement,) = json.loads(role["assume_role_policy"])["Statement"]

    assert statement["Principal"] == {"AWS": "${var.hub_principal_arn}"}
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "${var.external_id}"}}


@BOTH
def test_what_is_asked_for_and_what_is_told_is_the_same(name):
    declared, made = template(name), module(name)

    assert made["variable"].keys() == {snake(each) for each in declared["Parameters"]}
    assert {key: by_terraform(each["value"]) for key, each in made["output"].items()} == {
        snake(key): by_cloudformation(each["Value"]) for key, each in declared["Outputs"].items()
    }


@BOTH
def test_every_reference_leads_to_something(name):
    made = module(name)
    known = {f"var.{each}" for each in made["variable"]} | OF_AWS.keys()
    known |= {f"{kind}.{each}" for kind, group in made["resource"].items() for each in group}

    text = json.dumps(made)
    named = re.findall(r"\$\{((?:aws_\w+\.\w+)|(?:data\.[\w.]+)|(?:var\.\w+))", text)

    assert set(named) <= known
    assert named


def test_a_bucket_is_locked_private_versioned_and_never_destroyed():
    made = module("evidence")["resource"]

    for name in ("locker", "logs"):
        bucket = made["aws_s3_bucket"][name]
        assert bucket["object_lock_enabled"] is True
        assert bucket["lifecycle"] == {"prevent_destroy": True}
        versioning = made["aws_s3_bucket_versioning"][name]["versioning_configuration"]
        assert versioning == {"status": "Enabled"}
        block = made["aws_s3_bucket_public_access_block"][name]
        assert [each for each in block.values() if each is True] == [True] * 4
    lock = made["aws_s3_bucket_object_lock_configuration"]
    assert lock["logs"]["rule"]["default_retention"] == {"mode": "COMPLIANCE", "days": 400}
    # By a default of the bucket, what is only staged would stay for years.
    assert "locker" not in lock


def test_keys_outlive_the_module_and_one_of_them_signs():
    keys = module("evidence")["resource"]["aws_kms_key"]

    assert all(each["lifecycle"] == {"prevent_destroy": True} for each in keys.values())
    assert keys["sealing_key"]["customer_master_key_spec"] == "ECC_NIST_P256"
    assert keys["sealing_key"]["key_usage"] == "SIGN_VERIFY"


def test_a_bucket_is_set_before_its_policy_refuses_to_weaken_it():
    made = module("evidence")["resource"]

    before = made["aws_s3_bucket_policy"]["locker_policy"]["depends_on"]

    assert set(before) == {
        f"{kind}.locker"
        for kind, group in made.items()
        if kind.startswith("aws_s3_bucket_") and "locker" in group
    }


def test_a_trail_is_made_where_its_bucket_is_named_and_not_otherwise():
    made = module("evidence")["resource"]
    of_trail = {
        f"{kind}.{name}"
        for kind, group in made.items()
        for name, each in group.items()
        if "count" in each
    }

    counts = {made[each.split(".")[0]][each.split(".")[1]]["count"] for each in of_trail}

    assert counts == {'${var.trail_bucket == "" ? 0 : 1}'}
    assert {
        "aws_cloudtrail.trail",
        "aws_s3_bucket.logs",
        "aws_s3_bucket_policy.logs_policy",
    } <= of_trail
    assert not [each for each in of_trail if "locker" in each or "writer" in each]
