"""Real authorisation details and policies, recorded by other people, with every statement accounted for.

They are no part of this project. SOC2_RECORDINGS names a folder that holds
`iam/account_authorization_details.json` and `aws/api_answers.jsonl`.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from include.sources.aws import iam_authorization
from include.sources.aws._iam_policies import identity_statements, trust_statements

FOLDER = os.environ.get("SOC2_RECORDINGS")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="SOC2_RECORDINGS names no folder of recorded answers"
)
APART = {
    "AssumeRolePolicyDocument": trust_statements,
    "Document": identity_statements,
    "PolicyDocument": identity_statements,
}


def details():
    path = Path(FOLDER) / "iam" / "account_authorization_details.json"
    return json.loads(path.read_text(encoding="utf-8"), object_hook=dated)


def dated(told):
    """Give times back the type that they had before somebody wrote them down."""
    return {
        name: datetime.fromisoformat(each) if name.endswith("Date") else each
        for name, each in told.items()
    }


def answers():
    with (Path(FOLDER) / "aws" / "api_answers.jsonl").open(encoding="utf-8") as lines:
        recorded = [json.loads(line) for line in lines if line.strip()]
    return [each["data"] for each in recorded if (each["service"], each["status"]) == ("iam", 200)]


def documents(value):
    """Find every policy in an answer, wherever it stands, with the member that holds it."""
    if isinstance(value, list):
        for each in value:
            yield from documents(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in APART:
                yield name, each
            else:
                yield from documents(each)


def statements(document):
    """Count a document's statements in the plainest way."""
    listed = (json.loads(unquote(document)) if isinstance(document, str) else document)["Statement"]
    return listed if isinstance(listed, list) else [listed]


def values(side):
    return side if isinstance(side, list) else [side]


def test_every_statement_of_every_recorded_policy_comes_apart_completely():
    seen = 0
    for name, document in documents([details(), *answers()]):
        rows = APART[name](document)

        expected = statements(document)
        assert len(rows) == len(expected)
        for row, statement in zip(rows, expected, strict=True):
            assert row["effect"] == statement["Effect"]
            for member, column in (("Action", "actions"), ("NotAction", "not_actions")):
                told = values(statement[member]) if member in statement else []
                assert row[column] == [each.lower() for each in told]
            if name != "AssumeRolePolicyDocument":
                for member, column in (("Resource", "resources"), ("NotResource", "not_resources")):
                    assert row[column] == (values(statement[member]) if member in statement else [])
            keys = [key for each in statement.get("Condition", {}).values() for key in each]
            assert [each["key"] for each in row["conditions"]] == [key.lower() for key in keys]
        seen += len(rows)

    assert seen > 0


def test_the_recorded_details_become_rows_of_every_dataset(collection, fake_aws, rows):
    told = details()
    own = [each for each in told["Policies"] if ":iam::aws:" not in each["Arn"]]
    said = {
        "Users": len(told["UserDetailList"]),
        "Groups": len(told["GroupDetailList"]),
        "Policies": len(own),
    }
    into = collection(iam_authorization.SOURCE)

    iam_authorization.collect(
        fake_aws(
            into,
            {
                "GetAccountAuthorizationDetails": told,
                "GetAccountSummary": {"SummaryMap": said},
                "ListRoles": {"Roles": told["RoleDetailList"]},
            },
        ),
        into,
    )

    kept = {dataset.name: len(rows(into, dataset)) for dataset in iam_authorization.SOURCE.datasets}
    assert not [each.error for each in into.readings.values() if each.error]
    found = list(documents(told))
    trusts = [statements(each) for name, each in found if name == "AssumeRolePolicyDocument"]
    policies = [statements(each) for name, each in found if name != "AssumeRolePolicyDocument"]
    assert kept["aws_iam_roles"] == len(told["RoleDetailList"])
    assert kept["aws_iam_policies"] == len(policies)
    assert kept["aws_iam_policy_statements"] == sum(map(len, policies))
    assert kept["aws_iam_trust_statements"] == sum(map(len, trusts))
    assert not [each for each in into.readings.values() if each.reconciliation.unexplained_items]
