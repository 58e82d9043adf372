"""IAM's items and those of AWS Config's own rules, as they are recorded."""

from datetime import timedelta

import boto3
import pytest

from include.extract import extract
from include.locker import Locker
from include.model.account import AwsAccount
from include.model.provenance import command_line_run
from include.sources.aws import connect
from tests.demo.emulated_config import shapes
from tests.demo.emulated_config.shapes import outcome, policy, principal, statement
from tests.sources.aws.recorded_config import (
    AFTER,
    BEFORE,
    DAY,
    DELIVERY,
    LONG_AGO,
    NOON,
    NOW,
    Recorded,
)
from tests.sources.conftest import ACCOUNT

PRINCIPALS, POLICIES = "aws_config_iam_principals", "aws_config_iam_policies"
OUTCOMES = "aws_config_rule_outcomes"
EVERYTHING = statement(Effect="Allow", Action="*", Resource="*")
LESS = statement(Effect="Allow", Action="s3:Get*", Resource=["arn:aws:s3:::a/*"])
MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def recorded(account, tmp_path):
    return Recorded(account, Locker.open(tmp_path / "locker"))


def standing(recorded, *items):
    for at in (BEFORE, AFTER):
        recorded.snapshot(at, *items)
    return recorded.extract()


def by(rows, key):
    return {row[key]: row for row in rows}


def test_a_user_is_told_with_groups_and_every_policy_that_it_holds(recorded):
    ann = principal(
        *("User", "ann", LONG_AGO),
        groups=["ops"],
        attached=["deploy", MANAGED],
        inline={"more": EVERYTHING},
    )

    made = standing(recorded, ann)

    (row,) = recorded.rows(made, PRINCIPALS)
    arn = f"arn:aws:iam::{ACCOUNT}:user/ann"
    granted = {each["policy_name"]: (each["kind"], each["policy"]) for each in row["granted"]}
    assert (row["arn"], row["principal_kind"], row["principal"]) == (arn, "user", "ann")
    assert row["groups"] == ["ops"]
    assert granted == {
        "deploy": ("customer_managed", f"arn:aws:iam::{ACCOUNT}:policy/deploy"),
        "ReadOnlyAccess": ("aws_managed", MANAGED),
        "more": ("inline", f"{arn}/inline/more"),
    }
    (inline,) = recorded.rows(made, POLICIES)
    assert (inline["policy"], inline["kind"]) == (f"{arn}/inline/more", "inline")
    assert inline["statements"][0]["actions"] == ["*"]


def test_groups_and_roles_hold_policies_too(recorded):
    made = standing(
        recorded,
        principal("Group", "ops", LONG_AGO, inline={"own": LESS}),
        principal("Role", "app", LONG_AGO, attached=["deploy"]),
    )

    rows = by(recorded.rows(made, PRINCIPALS), "principal")

    assert [each["policy_name"] for each in rows["ops"]["granted"]] == ["own"]
    assert [each["policy_name"] for each in rows["app"]["granted"]] == ["deploy"]
    assert rows["app"]["groups"] is None


def test_of_a_policy_the_version_in_force_counts(recorded):
    made = standing(recorded, policy("deploy", LONG_AGO, EVERYTHING, LESS, in_force="v2"))

    (row,) = recorded.rows(made, POLICIES)

    assert row["kind"] == "customer_managed"
    assert [each["actions"] for each in row["statements"]] == [["s3:get*"]]


def test_a_document_that_nobody_understands_is_no_policy(recorded):
    strange = policy("deploy", LONG_AGO, statement(Effect="Maybe", Action="*", Resource="*"))
    missing = policy("other", LONG_AGO, EVERYTHING, in_force="v7")

    rows = by(recorded.rows(standing(recorded, strange, missing), POLICIES), "policy_name")

    assert {row["statements"] for row in rows.values()} == {None}
    assert rows["deploy"]["read_errors"][0].startswith("PolicyDocument: MALFORMED")
    assert rows["other"]["read_errors"] == ["PolicyDocument: missing"]


@pytest.mark.parametrize(
    "configuration", [None, "text", {}, {"userName": "ann", "userPolicyList": 7}]
)
def test_a_user_of_whom_not_everything_was_recorded_is_unreadable(recorded, configuration):
    ann = principal("User", "ann", LONG_AGO) | {"configuration": configuration}

    (row,) = recorded.rows(standing(recorded, ann), PRINCIPALS)

    assert (row["groups"], row["granted"]) == (None, None)
    assert row["read_errors"][0].startswith("configuration: MALFORMED")


def test_who_was_deleted_holds_nothing(recorded):
    recorded.snapshot(BEFORE, principal("User", "ann", LONG_AGO), principal("User", "bo", LONG_AGO))
    recorded.history(principal("User", "ann", NOON, status="ResourceDeleted"))
    recorded.snapshot(AFTER, principal("User", "bo", LONG_AGO))

    rows = by(recorded.rows(recorded.extract(), PRINCIPALS), "principal")

    assert (rows["ann"]["deleted"], rows["bo"]["deleted"]) == (True, False)
    assert rows["ann"]["granted"] is None


def test_what_is_global_is_one_resource_though_two_regions_record_it(recorded):
    for at in (BEFORE, AFTER):
        recorded.snapshot(at, principal("User", "ann", LONG_AGO))
        recorded.snapshot(
            at,
            principal("User", "ann", LONG_AGO + timedelta(1), groups=["ops"]),
            region="eu-west-1",
        )
    both = DELIVERY.model_copy(update={"regions": ("us-east-1", "eu-west-1")})

    (row,) = recorded.rows(recorded.extract(delivery=both), PRINCIPALS)

    assert row["groups"] == ["ops"]


def test_what_rules_said_of_a_resource_is_kept_rule_by_rule(recorded):
    made = standing(
        recorded,
        outcome("AWS::IAM::User", "ID-ann", LONG_AGO, {"mfa": False, "groups": True}),
        outcome("AWS::S3::Bucket", "claims", LONG_AGO, {"tls": True}),
    )

    rows = by(recorded.rows(made, OUTCOMES), "resource_id")

    assert rows["ID-ann"]["resource_type"] == "AWS::IAM::User"
    assert rows["ID-ann"]["rules"] == [
        {"rule": "groups", "compliance": "COMPLIANT"},
        {"rule": "mfa", "compliance": "NON_COMPLIANT"},
    ]
    assert rows["claims"]["rules"] == [{"rule": "tls", "compliance": "COMPLIANT"}]


def test_the_files_are_read_through_the_wire(moto, account, tmp_path):
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    s3 = session.client("s3", endpoint_url=moto)
    s3.create_bucket(Bucket="config")
    for at in (BEFORE, AFTER):
        body = shapes.packed([principal("User", "ann", LONG_AGO)])
        s3.put_object(Bucket="config", Key=shapes.snapshot_key(at), Body=body)
    declared = AwsAccount(
        id=ACCOUNT, name="production", environment="production", config_delivery=DELIVERY
    )

    made = extract(
        "aws.config_history",
        account,
        lambda scope, into: connect(session, scope, into, account=declared, endpoint_url=moto),
        locker=Locker.open(tmp_path / "locker"),
        run=command_line_run(),
        interval=DAY,
        clock=lambda: NOW,
    )

    (principals,) = [each for each in made.manifests if each.dataset == PRINCIPALS]
    assert (principals.received_items, principals.unreadable) == (1, None)
    assert principals.calls["s3:GetObject"] == 2
