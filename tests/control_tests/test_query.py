"""A population's SQL is one SELECT over datasets; what asks the clock, chance or the machine is refused."""

import pytest

from include.control_tests.definitions import load
from include.control_tests.query import parse
from include.model.errors import DefinitionError

# What stands in the right file, what a person writes instead, where that is found, and what is said.
MISTAKES = {
    "SQL that does not parse": (
        "  from aws_iam_users",
        "  frm aws_iam_users",
        "frm aws",
        "population: Parser Error: syntax error at or near",
    ),
    "two statements": (
        '  where list_contains($names, "user")',
        "  ; drop table x",
        "  select",
        "one SELECT statement and nothing else",
    ),
    "a statement that changes something": (
        "  select\n    arn,",
        "  delete\n    arn,",
        None,
        "population: ",
    ),
    "a file of the machine": (
        "  from aws_iam_users",
        "  from read_text('/etc/passwd')",
        "read_text",
        "read_text() reads something else than evidence; read a dataset",
    ),
    "the clock": (
        "epoch($as_of - user_creation_time)",
        "epoch(now() - user_creation_time)",
        "now()",
        "now() may answer otherwise tomorrow; use $as_of",
    ),
    "chance": (
        '  where list_contains($names, "user")',
        '  where list_contains($names, "user") and random() < 0.5',
        "random()",
        "random() may answer otherwise tomorrow",
    ),
    "a sample": (
        '  where list_contains($names, "user")',
        '  where list_contains($names, "user") using sample 5',
        None,
        "LIMIT and SAMPLE cut the population short",
    ),
    "a limit": (
        '  where list_contains($names, "user")',
        '  where list_contains($names, "user") limit 10',
        None,
        "LIMIT and SAMPLE cut the population short",
    ),
    "no dataset": (
        "  from aws_iam_users",
        '  from (select 1 as arn, 2 as "user")',
        "population:",
        "the SQL reads no dataset",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_its_place(write, line_of, mistake):
    old, new, place, said = mistake
    path = write((old, new))

    with pytest.raises(DefinitionError) as refused:
        load(path)

    message = str(refused.value)
    assert message.startswith(f"{path}:{line_of(path, place)}:" if place else f"{path}:")
    assert said in message
    assert "\n" not in message


def test_a_query_inside_a_query_is_read_too_and_its_name_is_no_dataset(write):
    inner = (
        "  from aws_iam_users",
        """  from (with x as (select * from aws_iam_users) select x.* from x
    semi join (select * from aws_iam_mfa_devices) as y on y.user_arn = x.arn)""",
    )

    definition = load(write(inner))

    assert definition.reads == ("aws_iam_mfa_devices", "aws_iam_users")


def test_a_dataset_is_read_wherever_it_stands_and_its_lines_are_known():
    sql = "with x as (\n  select * from a_b\n)\nselect * from x\nwhere k in (select k from c_d)"

    query = parse(sql)

    assert query.tables == {"a_b": 2, "c_d": 5}
