import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sources.aws._iam_policies import identity_statements, trust_statements

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"Service": "ec2.amazonaws.com"},
}


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def test_a_document_is_the_same_in_every_form_in_which_it_comes():
    document = policy(ALLOW | {"Resource": "arn:aws:s3:::a%20b/*"})
    text = json.dumps(document)

    forms = [document, quote(text), policy(*document["Statement"])]

    assert [identity_statements(each)[0]["resources"] for each in forms] == [
        ["arn:aws:s3:::a%20b/*"]
    ] * 3


def test_both_sides_of_a_statement_have_columns_of_their_own():
    statement = {"Effect": "Deny", "NotAction": ["iam:Get*", "S3:*"], "NotResource": "arn:x"}

    (row,) = identity_statements(policy(statement))

    assert row == {
        "position": 0,
        "sid": None,
        "effect": "Deny",
        "actions": [],
        "not_actions": ["iam:get*", "s3:*"],
        "resources": [],
        "not_resources": ["arn:x"],
        "conditions": [],
    }


def test_a_trust_says_who_and_under_which_condition():
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

    (row,) = trust_statements(policy(TRUST | {"Condition": condition}))

    assert row["principals"] == ["Service:ec2.amazonaws.com"]
    assert row["conditions"] == [
        {"operator": "bool", "key": "aws:multifactorauthpresent", "values": ["true"]}
    ]


@pytest.mark.parametrize(
    "statement",
    [
        ALLOW | {"Effect": "allow"},
        {key: value for key, value in ALLOW.items() if key != "Effect"},
        {key: value for key, value in ALLOW.items() if key != "Action"},
        {key: value for key, value in ALLOW.items() if key != "Resource"},
        ALLOW | {"NotAction": "s3:*"},
        ALLOW | {"NotResource": "*"},
        ALLOW | {"Action": "s3"},
        ALLOW | {"Action": ["s3:Get[A-Z]*"]},
        ALLOW | {"Action": {"s3": "*"}},
        ALLOW | {"Condition": ["x"]},
        ALLOW | {"Condition": {"Bool": "x"}},
        ALLOW | {"Actions": "*"},
        ALLOW | {"Action": []},
        ALLOW | {"Resource": []},
        ALLOW | {"Principal": "*"},
        "Allow",
    ],
)
def test_a_statement_of_another_form_is_refused_with_its_whole_policy(statement):
    with pytest.raises(ValueError, match=r".+"):
        identity_statements(policy(ALLOW, statement))


@pytest.mark.parametrize("document", ["", "{", "%7B", "[]", {}, {"Statement": ["x"]}, 7])
def test_what_is_no_policy_is_refused(document):
    with pytest.raises(ValueError, match=r".+"):
        identity_statements(document)


@pytest.mark.parametrize("trust", [TRUST | {"Resource": "*"}, ALLOW])
def test_a_trust_without_a_principal_or_with_a_resource_is_refused(trust):
    with pytest.raises(ValueError, match=r".+"):
        trust_statements(policy(trust))


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "Effect": st.sampled_from(["Allow", "Deny"]),
                "Resource": st.text() | st.lists(st.text(), min_size=1),
            },
            optional={"Sid": st.text(), "Condition": st.just({})},
        )
    )
)
def test_every_statement_gives_a_row_in_its_place(statements):
    rows = identity_statements(policy(*({"Action": "*", **each} for each in statements)))

    assert [row["position"] for row in rows] == list(range(len(statements)))
