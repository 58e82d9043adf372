import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sources.aws._bucket_policy import statements


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def test_one_value_and_a_list_of_one_are_the_same():
    one = policy(Effect="Deny", Principal="*", Action="s3:GetObject", Resource="a")
    listed = policy(Effect="Deny", Principal="*", Action=["s3:GetObject"], Resource=["a"])

    assert statements("b", one) == statements("b", listed)


@pytest.mark.parametrize(
    ("principal", "named"),
    [
        ({"Principal": "*"}, ["*"]),
        ({"Principal": {"AWS": "*"}}, ["AWS:*"]),
        ({"Principal": {"AWS": ["1", "2"], "Service": "s"}}, ["AWS:1", "AWS:2", "Service:s"]),
        ({"NotPrincipal": {"AWS": "1"}}, ["not AWS:1"]),
        ({}, None),
    ],
)
def test_principals_are_named_by_kind(principal, named):
    (row,) = statements("b", policy(Effect="Allow", **principal))

    assert row["principals"] == named


def test_what_is_excluded_says_not_and_actions_are_lower_case():
    (row,) = statements("b", policy(Effect="Deny", NotAction="s3:GetObject", NotResource=["x"]))

    assert (row["actions"], row["resources"]) == (["not s3:getobject"], ["not x"])


def test_conditions_are_one_row_per_operator_and_key():
    condition = {"Bool": {"aws:SecureTransport": False}, "StringEquals": {"k": ["a", "b"]}}

    (row,) = statements("b", policy(Effect="Deny", Condition=condition))

    assert row["conditions"] == [
        {"operator": "bool", "key": "aws:securetransport", "values": ["false"]},
        {"operator": "stringequals", "key": "k", "values": ["a", "b"]},
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"Statement": ["x"]}', '"x"'])
def test_what_is_no_policy_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        statements("b", text)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["Sid", "Effect", "Action", "Resource", "Principal"]),
            st.text() | st.lists(st.text()),
        )
    )
)
def test_any_statements_give_a_row_each_in_their_order(listed):
    rows = statements("b", json.dumps({"Statement": listed}))

    assert [row["position"] for row in rows] == list(range(len(listed)))
