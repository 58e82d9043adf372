import pytest

from include.report.rules import words

SET = "expect_column_values_to_be_in_set"
BETWEEN = "expect_column_values_to_be_between"
GREATER = "expect_column_pair_values_a_to_be_greater_than_b"


@pytest.mark.parametrize(
    ("kind", "kwargs", "said"),
    [
        (SET, {"column": "a", "value_set": [True]}, "a is true"),
        (SET, {"column": "a", "value_set": ["x", "y"]}, "a is one of x, y"),
        (
            "expect_column_values_to_not_be_in_set",
            {"column": "a", "value_set": ["x", "y"]},
            "a is not one of x, y",
        ),
        (BETWEEN, {"column": "a", "min_value": 14.0}, "a is at least 14"),
        (BETWEEN, {"column": "a", "max_value": 90, "strict_max": True}, "a is less than 90"),
        (
            BETWEEN,
            {"column": "a", "min_value": 1, "max_value": 2.5, "strict_min": True},
            "a is more than 1 and at most 2.5",
        ),
        (BETWEEN, {"column": "a", "min_value": 0, "max_value": 0}, "a is exactly 0"),
        ("expect_column_values_to_not_be_null", {"column": "a"}, "a has a value"),
        (
            "expect_column_pair_values_to_be_equal",
            {"column_A": "a", "column_B": "b"},
            "a equals b",
        ),
        (GREATER, {"column_A": "a", "column_B": "b"}, "a is greater than b"),
        (GREATER, {"column_A": "a", "column_B": "b", "or_equal": True}, "a is at least b"),
        (
            "expect_multicolumn_sum_to_equal",
            {"column_list": ["a", "b"], "sum_total": 4.0},
            "a + b equals 4",
        ),
        ("expect_something_new", {"column": "a", "x": None}, "expect_something_new(column=a)"),
    ],
)
def test_a_rule_reads_as_a_sentence(kind, kwargs, said):
    assert words(kind, kwargs) == said
