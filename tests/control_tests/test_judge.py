"""The traps of Great Expectations, each of which would turn the unknown into a pass."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from include.control_tests import judge as judging
from include.control_tests.judge import judge
from include.control_tests.suites import suite
from include.model.control import ControlTest
from include.model.errors import DefinitionError
from include.model.verdict import Verdict

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
HAS_MFA = {
    "type": "expect_column_values_to_be_in_set",
    "kwargs": {"column": "mfa", "value_set": [True]},
    "reason": "{user} has no MFA",
}


def a_test(*expectations, **changes):
    example = {
        "name": "not used in these tests",
        "at": NOW,
        "given": {},
        "outcome": "no_occurrences",
    }
    return ControlTest.model_validate(
        {
            "ref": "TST-01",
            "title": "Users have MFA in this test",
            "criteria": {"primary": "CC6.1"},
            "severity": "high",
            "rationale": "Because it is tested here.",
            "remediation": "Nothing to do at all.",
            "per": "aws_account",
            "population": "select * from things",
            "item": ["user"],
            "label": "user",
            "required": ["mfa"],
            "expectations": expectations or [HAS_MFA],
            "examples": [example, example, example],
            **changes,
        }
    )


def verdicts(test, **columns):
    table = pa.table(columns)
    judged = judge("a_test", test, table, parameters={}, as_of=[NOW] * table.num_rows)
    return [each.verdict for each in judged], [each.reason for each in judged]


def test_a_null_is_unreadable_though_great_expectations_passes_it():
    found, reasons = verdicts(a_test(), user=["ana", "bo"], mfa=pa.array([True, None]))

    assert found == [Verdict.CONFORMING, Verdict.UNREADABLE]
    assert reasons == [None, "mfa could not be read"]


def test_a_column_of_nulls_is_unreadable_throughout():
    found, _ = verdicts(a_test(), user=["ana", "bo"], mfa=pa.array([None, None], pa.bool_()))

    assert found == [Verdict.UNREADABLE, Verdict.UNREADABLE]


def test_the_reads_that_failed_are_the_reason():
    _, reasons = verdicts(
        a_test(),
        user=["ana"],
        mfa=pa.array([None], pa.bool_()),
        read_errors=[["GetUser: AccessDenied"]],
    )

    assert reasons == ["mfa could not be read (GetUser: AccessDenied)"]


def test_an_empty_population_gets_no_verdict_at_all():
    found, _ = verdicts(a_test(), user=pa.array([], pa.string()), mfa=pa.array([], pa.bool_()))

    assert found == []


def test_an_unknown_expectation_is_refused_though_great_expectations_drops_it():
    test = a_test({**HAS_MFA, "type": "expect_column_values_to_be_in_sett"})

    with pytest.raises(DefinitionError, match="kept 0 of 1 expectations"):
        suite("a_test", test, {})


def test_an_unknown_argument_is_refused():
    test = a_test({**HAS_MFA, "kwargs": {"column": "mfa", "values": [True]}})

    with pytest.raises(DefinitionError, match="refuses the suite"):
        suite("a_test", test, {})


def test_an_exception_inside_a_result_makes_every_item_unreadable():
    above = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": "mfa", "min_value": 3},
        "reason": "{user} is too small",
    }

    found, reasons = verdicts(a_test(above), user=["ana"], mfa=["not a number"])

    assert found == [Verdict.UNREADABLE]
    assert reasons[0].startswith("the rule could not be evaluated: ")


def test_text_that_looks_like_a_boolean_is_not_one():
    found, _ = verdicts(a_test(), user=["ana"], mfa=["true"])

    assert found == [Verdict.DEVIATING]


def test_every_deviating_row_is_named_beyond_the_200_of_great_expectations():
    users = [f"user{number}" for number in range(5000)]

    found, _ = verdicts(a_test(), user=users, mfa=pa.array([False] * 5000))

    assert found == [Verdict.DEVIATING] * 5000


def test_a_broken_rule_outweighs_what_else_is_unknown():
    other = {**HAS_MFA, "kwargs": {"column": "other", "value_set": [True]}}
    test = a_test(HAS_MFA, other, required=["mfa", "other"])

    found, reasons = verdicts(
        test, user=["ana"], mfa=pa.array([None], pa.bool_()), other=pa.array([False])
    )

    assert found == [Verdict.DEVIATING]
    assert reasons == ["ana has no MFA"]


def test_results_are_paired_with_their_expectations_whatever_their_order():
    first = {**HAS_MFA, "reason": "{user} breaks the first"}
    second = {
        "type": "expect_column_values_to_be_in_set",
        "kwargs": {"column": "key", "value_set": [True]},
        "reason": "{user} breaks the second",
    }
    third = {
        "type": "expect_column_values_to_not_be_in_set",
        "kwargs": {"column": "mfa", "value_set": [False]},
        "reason": "{user} breaks the third",
    }

    _, reasons = verdicts(
        a_test(first, second, third, required=["mfa", "key"]),
        user=["ana", "bo"],
        mfa=pa.array([False, True]),
        key=pa.array([True, False]),
    )

    assert reasons == ["ana breaks the first; ana breaks the third", "bo breaks the second"]


def test_a_pair_rule_skips_rows_with_a_null_instead_of_raising():
    pair = {
        "type": "expect_column_pair_values_to_be_equal",
        "kwargs": {"column_A": "mfa", "column_B": "key"},
        "reason": "{user} differs",
    }

    found, _ = verdicts(
        a_test(pair, required=["mfa", "key"]),
        user=["ana", "bo", "cy"],
        mfa=pa.array([1, 1, None]),
        key=pa.array([1, 2, 1]),
    )

    assert found == [Verdict.CONFORMING, Verdict.DEVIATING, Verdict.UNREADABLE]


@pytest.mark.parametrize(
    ("due", "verdict"),
    [
        (NOW + timedelta(seconds=1), Verdict.NOT_YET_DUE),
        (NOW, Verdict.DEVIATING),
        (None, Verdict.DEVIATING),
    ],
)
def test_an_item_that_deviates_before_it_is_due_is_not_yet_due(due, verdict):
    found, _ = verdicts(
        a_test(due_at="due_at"),
        user=["ana"],
        mfa=pa.array([False]),
        due_at=pa.array([due], pa.timestamp("us", tz="UTC")),
    )

    assert found == [verdict]


def test_an_answer_that_does_not_account_for_every_row_is_a_problem():
    result = _Result(success=True, result={"element_count": 1, "unexpected_count": 0})

    assert judging._classify(result, rows=2) == ([], "the rule did not account for every row")


def test_an_answer_that_contradicts_its_rows_is_a_problem():
    result = _Result(
        success=True,
        result={"element_count": 2, "unexpected_count": 1, "unexpected_index_list": [0]},
    )

    failing, problem = judging._classify(result, rows=2)

    assert (failing, problem) == ([0], "the rule's own answer contradicts its rows")


class _Result:
    def __init__(self, *, success, result):
        self.success = success
        self.result = result
        self.exception_info = None
