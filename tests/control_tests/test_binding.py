"""Every name in a control test is held against the columns that the datasets declare."""

import pyarrow as pa
import pytest

from include.control_tests.binding import bind
from include.control_tests.definitions import load, load_all
from include.model.errors import DefinitionError

AGE = "    epoch($as_of - user_creation_time) / 86400 as age_days"
# What stands in the right file, what a person writes instead, where that is found, and what is said.
MISTAKES = {
    "an unknown dataset": (
        "  from aws_iam_users",
        "  from aws_iam_usres",
        "from aws_iam_usres",
        "aws_iam_usres is no dataset; expected one of ",
    ),
    "an unknown column in the SQL": (
        "    mfa_active,",
        "    mfa_activ as mfa_active,",
        "mfa_activ as",
        'population: Binder Error: Referenced column "mfa_activ" not found in FROM clause!',
    ),
    "a word that the engine would answer": (
        "    mfa_active,",
        "    mfa_active, current_date as today,",
        "current_date",
        "current_date is no column of what is read, so the engine would answer; use $as_of",
    ),
    "a file in the place of a dataset": (
        "  from aws_iam_users",
        "  from '/etc/passwd'",
        "/etc/passwd",
        "/etc/passwd is no dataset",
    ),
    "an item that is no column": ("item: [arn]", "item: [anr]", "item:", "anr is no column"),
    "an item that is no name": (
        "item: [arn]",
        "item: [arn, age_days]",
        "item:",
        "age_days is double; an item is named by texts and whole numbers",
    ),
    "a label that is no column": ("label: user", "label: usr", "label:", "usr is no column"),
    "a required column that is none": (
        "required: [mfa_active,",
        "required: [mfa_active, mfa,",
        "required:",
        "required.1: mfa is no column of the population; expected one of arn, user",
    ),
    "a due time that is no column": (
        "due_at: made_at",
        "due_at: due",
        "due_at:",
        "due is no column",
    ),
    "a due time that is no instant": (
        "due_at: made_at",
        "due_at: age_days",
        "due_at:",
        "age_days is double; it must be an instant",
    ),
    "a rule on no column": (
        "{column: mfa_active,",
        "{column: mfa,",
        "column: mfa,",
        "expectations.0.kwargs: mfa is no column of the population",
    ),
    "a rule on a column that may be null": (
        "required: [mfa_active, age_days]",
        "required: [age_days]",
        "column: mfa_active,",
        "a null in mfa_active would pass; add it to required",
    ),
    "a rule on a list": (
        AGE,
        f"{AGE}, [arn] as mfa_actives",
        "kwargs: {column: mfa_actives,",
        "mfa_actives is a list; count it in the SQL",
    ),
    "a value of another type": (
        "value_set: [true]",
        'value_set: ["true"]',
        "value_set:",
        "value_set: 'true' never stands in mfa_active, which is bool",
    ),
    "a threshold of another type": (
        "most_days: 90",
        "most_days: many",
        "max_value:",
        "max_value: 'many' never stands in age_days, which is double",
    ),
    "a reason about no column": (
        '"{user} holds no device"',
        '"{usr} holds no device"',
        "{usr}",
        "{usr} is neither a column of the population nor a parameter",
    ),
    "a reason that is no template": (
        '"{user} holds no device"',
        '"{user holds no device"',
        "{user holds",
        "not a template: expected '}'",
    ),
    "a column that nobody can keep": (
        AGE,
        f"{AGE}, sum(1) over () as everybody",
        "population:",
        "everybody is decimal128(38, 0); cast it to one of bool",
    ),
    "a column with the name of a parameter": (
        AGE,
        f"{AGE}, 1 as most_days",
        "population:",
        "most_days is a column and a parameter",
    ),
    "read errors that are no list": (
        AGE,
        f"{AGE}, 'x' as read_errors",
        "population:",
        "read_errors must be a list of strings",
    ),
    "an example of a dataset that is not read": (
        "      aws_iam_users:\n        - {user: bo,",
        "      aws_s3_buckets:\n        - {user: bo,",
        "aws_s3_buckets:",
        "aws_s3_buckets is not read by the test; expected aws_iam_users",
    ),
    "an example with an unknown column": (
        "{user: bo, arn: b, mfa_active: false}",
        "{user: bo, arn: b, mfa: false}",
        "mfa: false",
        "examples.1.given.aws_iam_users.0: mfa is no column of aws_iam_users",
    ),
    "an example with a value of another type": (
        "{user: bo, arn: b, mfa_active: false}",
        "{user: bo, arn: b, mfa_active: perhaps}",
        None,
        "examples.1.given.aws_iam_users: a value does not fit its column",
    ),
    "an example with an unknown parameter": (
        "parameters: {most_days: 60}",
        "parameters: {days: 60}",
        "days: 60}",
        "days is no parameter; expected one of most_days, names",
    ),
}


@pytest.mark.parametrize("name", load_all())
def test_every_shipped_population_binds_to_the_declared_columns(name, schemas):
    definition = load(name)

    columns = bind(definition, schemas)

    assert {*definition.test.item, *definition.test.required} <= set(columns.names)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_its_place(write, line_of, schemas, mistake):
    old, new, place, said = mistake
    changes = [(old, new)]
    if "mfa_actives" in new:
        changes += [
            ("{column: mfa_active,", "{column: mfa_actives,"),
            ("required: [mfa_active,", "required: [mfa_active, mfa_actives,"),
        ]
    path = write(*changes)
    definition = load(path)

    with pytest.raises(DefinitionError) as refused:
        bind(definition, schemas)

    message = str(refused.value)
    assert message.startswith(f"{path}:{line_of(path, place)}:" if place else f"{path}:")
    assert said in message
    assert "\n" not in message


def test_a_column_that_is_selected_twice_is_refused(write, schemas):
    definition = load(write(("    mfa_active,", "    mfa_active, mfa_active,")))

    with pytest.raises(DefinitionError, match="mfa_active"):
        bind(definition, schemas)


def test_binding_gives_the_population_s_types(write, schemas):
    columns = bind(load(write()), schemas)

    assert columns.field("age_days").type == pa.float64()
    assert columns.field("made_at").type == pa.timestamp("us", tz="UTC")
