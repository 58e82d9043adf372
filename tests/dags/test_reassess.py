import pytest

from include import control_tests
from include.model.errors import DefinitionError
from soc2_airflow.reassess import chosen


def test_all_tests_of_a_theme_judge_where_none_is_named():
    assert chosen("evidence", {"tests": []}) == tuple(control_tests.names()["evidence"])


def test_those_that_are_named_judge_in_their_theme_alone():
    named = {"tests": ["console_users_have_mfa"]}

    assert chosen("access", named) == ("console_users_have_mfa",)
    assert chosen("evidence", named) == ()


def test_a_test_that_does_not_exist_is_refused():
    with pytest.raises(DefinitionError, match="no_such_test: no such control test"):
        chosen("access", {"tests": ["no_such_test"]})


def test_nothing_is_collected_and_every_theme_judges(dags):
    tasks = set(dags["soc2_reassess"].task_ids)

    assert tasks == {f"validate_{theme}" for theme in control_tests.names()} | {"load", "seal"}
