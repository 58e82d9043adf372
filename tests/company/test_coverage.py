"""What a company's files say of the tests is true: coverage of the criteria, tests that controls name."""

from pathlib import Path

import pytest

from include.control_tests.definitions import load_all
from include.control_tests.parameters import read_parameters
from include.model.company import DEFAULT_COMPANY, read_company
from include.model.criteria import Coverage

DEMO = Path(__file__).parents[1] / "demo" / "company"
# Tests that no control names, and why not: their deviations are shown, no control is judged by them.
MONITORING_ONLY = {
    "commits_are_signed": "few companies ask for signatures; one that does names it under a control",
    "humans_sign_in_by_sso": "not every company signs in by SSO; one that does names it under a control",
    "mfa_sources_agree": "holds two sources of ours against each other, which no control promises",
}


@pytest.fixture(scope="module")
def definitions():
    return load_all()


@pytest.fixture(scope="module", params=(DEFAULT_COMPANY, DEMO), ids=("shipped", "demo"))
def folder(request):
    return request.param


@pytest.fixture(scope="module")
def company(folder):
    return read_company(folder)


def test_a_criterion_is_covered_or_partly_so_exactly_where_a_test_serves_it(company, definitions):
    served = {
        criterion
        for each in definitions.values()
        for criterion in (each.test.criteria.primary, *each.test.criteria.supporting)
    }

    claimed = {
        criterion
        for criterion, text in company.criteria.criteria.items()
        if text.coverage in {Coverage.COVERED, Coverage.PARTIAL}
    }

    assert claimed == served


def test_every_criterion_of_a_control_stands_in_the_criteria(company):
    named = {
        criterion
        for control in company.control_matrix.controls
        for criterion in (control.criteria.primary, *control.criteria.supporting)
    }

    assert named <= set(company.criteria.criteria)


def test_every_test_that_a_control_names_exists(company, definitions):
    named = {test for control in company.control_matrix.controls for test in control.tests}

    assert named <= set(definitions)


def test_controls_of_the_demo_name_every_test_but_those_that_are_monitoring_only(definitions):
    company = read_company(DEMO)
    # Controls cannot be judged by tests of what the company does not have, such as an organisation.
    kinds = {scope.kind for scope in company.scope.scopes()}

    named = {test for control in company.control_matrix.controls for test in control.tests}

    due = {name for name, each in definitions.items() if kinds & set(each.test.per)}
    assert named == due - set(MONITORING_ONLY)


def test_every_threshold_belongs_to_a_test(folder, definitions):
    read_parameters(folder / "parameters.yaml", definitions)
