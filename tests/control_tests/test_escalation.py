"""What a policy says of an action is what IAM's rules say: patterns, both sides, denials."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.control_tests.query import connect
from include.control_tests.views import expand

PATTERNS = st.text(alphabet="aciemprstu:*?", min_size=1, max_size=12) | st.sampled_from(
    ["iam:passrole", "iam:*", "*", "IAM:Pass*".lower(), "iam:?assrole", "*:*", "lambda:*"]
)
SIDES = st.lists(PATTERNS, min_size=1, max_size=3)
RESOURCES = st.sampled_from(
    [
        "*",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:role/app",
        "arn:aws:iam::*:user/x*",
    ]
)
WIDE = {"*", "arn:aws:iam::123456789012:role/*"}


@pytest.fixture(scope="module")
def database():
    connection = connect()
    connection.execute(
        "create table aws_iam_policy_statements (policy text, is_default_version bool, effect text, "
        "actions text[], not_actions text[], resources text[], not_resources text[], "
        'conditions struct("operator" text, "key" text, "values" text[])[])'
    )
    return connection


def said_in_sql(database, statement):
    """Return what the shared view says of every action of one statement."""
    database.execute("delete from aws_iam_policy_statements")
    database.execute(
        "insert into aws_iam_policy_statements values ('p', true, ?, ?, ?, ?, [], ?)",
        [
            statement[name]
            for name in ("effect", "actions", "not_actions", "resources", "conditions")
        ],
    )
    rows = database.execute(expand("select * from escalation_rights")[0]).fetchall()
    return {action: tuple(rest) for _, action, *rest in rows}


def said_plainly(database, statement):
    """Say the same in Python, by regular expressions."""

    def matches(patterns, action):
        escaped = (re.escape(p).replace(r"\*", ".*").replace(r"\?", ".") for p in patterns)
        return any(re.fullmatch(each, action) for each in escaped)

    said = {}
    asked = expand("select distinct action from escalation_paths")[0]
    for (action,) in database.execute(asked).fetchall():
        named = matches(statement["actions"], action)
        applies = named if statement["actions"] else not matches(statement["not_actions"], action)
        if applies:
            allows = statement["effect"] == "Allow"
            denies = not allows and "*" in statement["resources"] and not statement["conditions"]
            said[action] = (allows, allows and bool(WIDE & {*statement["resources"]}), denies)
    return said


@given(
    st.fixed_dictionaries(
        {
            "effect": st.sampled_from(["Allow", "Deny"]),
            "resources": st.lists(RESOURCES, min_size=1, max_size=2),
            "conditions": st.sampled_from(
                [[], [{"operator": "bool", "key": "k", "values": ["true"]}]]
            ),
        }
    ),
    SIDES,
    st.booleans(),
)
def test_every_statement_says_in_sql_what_it_says_plainly(database, rest, side, is_named):
    statement = rest | {
        "actions": side if is_named else [],
        "not_actions": [] if is_named else side,
    }

    assert said_in_sql(database, statement) == said_plainly(database, statement)


def test_every_path_names_actions_in_lower_case_and_stands_once(database):
    rows = database.execute(expand("select * from escalation_paths")[0]).fetchall()

    assert len({(path, action) for path, action, _ in rows}) == len(rows)
    assert all(re.fullmatch(r"[a-z0-9]+:[a-z]+", action) for _, action, _ in rows)
    counts = {path: number for path, _, number in rows}
    assert all(sum(each[0] == path for each in rows) == number for path, number in counts.items())
