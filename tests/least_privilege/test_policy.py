import fnmatch
import json
import re
from pathlib import Path

import pytest

from include import sources
from include.sources import policy

ROOT = Path(__file__).parents[2]
# A managed policy may hold so many characters, white space not counted.
LARGEST = 6144


@pytest.fixture(scope="module")
def policies_of_aws():
    """The policies that AWS itself ships, with its own names of actions, as moto carries them."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    found = {}
    for name, each in json.loads(aws_managed_policies_data).items():
        statements = each["Document"]["Statement"]
        listed = statements if isinstance(statements, list) else [statements]
        found[name] = {
            action
            for statement in listed
            if statement["Effect"] == "Allow"
            for action in _several(statement.get("Action", []))
        }
    return found


def _several(value):
    return value if isinstance(value, list) else [value]


def test_the_shipped_policy_is_what_the_sources_declare():
    shipped = (ROOT / policy.SHIPPED).read_text(encoding="utf-8")

    assert shipped == policy.policy(), "stale: run python -m include.sources.policy"


def test_the_shipped_policy_is_small_enough_for_one_managed_policy():
    assert len(re.sub(r"\s", "", policy.policy())) <= LARGEST


def test_every_statement_allows_actions_by_name_and_none_by_pattern():
    statements = json.loads(policy.policy())["Statement"]

    assert {each["Effect"] for each in statements} == {"Allow"}
    assert not [action for each in statements for action in each["Action"] if "*" in action]
    assert len({each["Sid"] for each in statements}) == len(statements)


@pytest.mark.parametrize("action", policy.actions())
def test_an_action_is_a_read_by_its_name(action):
    assert re.fullmatch(
        r"[a-z0-9-]+:((Get|List|Describe)\w+|GenerateCredentialReport|Decrypt)", action
    )


# Decrypting is no read by AWS's word: it is allowed for what CloudTrail encrypted, and for nothing else.
@pytest.mark.parametrize("action", sorted({*policy.actions()} - {"kms:Decrypt"}))
def test_an_action_is_a_read_by_the_word_of_aws(action, policies_of_aws):
    patterns = policies_of_aws["ReadOnlyAccess"]

    assert [each for each in patterns if fnmatch.fnmatchcase(action, each)]


@pytest.mark.parametrize("action", policy.actions())
def test_an_action_has_the_name_that_aws_gives_it(action, policies_of_aws):
    assert any(action in each for each in policies_of_aws.values())


@pytest.mark.parametrize("name", sources.by_provider()["aws"])
def test_every_dataset_of_aws_declares_what_it_needs(name):
    assert all(each.permissions for each in sources.load(name).SOURCE.datasets)


def test_the_hub_may_do_nothing_but_become_the_collector_and_the_writer():
    hub = json.loads((ROOT / "deploy/aws/hub-policy.json").read_text())["Statement"]

    assert [(each["Action"], each["Resource"]) for each in hub] == [
        ("sts:AssumeRole", f"arn:aws:iam::*:role/{role}")
        for role in ("soc2-collector", "soc2-evidence-writer")
    ]


def test_of_objects_only_logs_are_open_and_of_keys_only_cloudtrails():
    statements = {each["Sid"]: each for each in json.loads(policy.policy())["Statement"]}

    folders = ("AWSLogs", "ApplicationLogs")
    assert statements["ReadLogObjects"]["Resource"] == [
        f"arn:aws:s3:::*/{each}/*" for each in folders
    ]
    assert statements["ListLogObjects"]["Condition"] == {
        "StringLike": {"s3:prefix": [f"{at}{each}/*" for each in folders for at in ("", "*/")]}
    }
    assert statements["DecryptCloudtrailObjects"]["Condition"] == {
        "Null": {"kms:EncryptionContext:aws:cloudtrail:arn": "false"}
    }
