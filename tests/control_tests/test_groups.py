"""Management may have other thresholds for a group of repositories, and each item is judged by its own."""

import pyarrow as pa
import pytest

from include.control_tests.definitions import load
from include.control_tests.groups import parameter_sets, recorded
from include.control_tests.parameters import read_parameters
from include.model.errors import DefinitionError
from include.model.parameters import ParametersFile

PAYMENTS = {"repositories": ["ledger", "pay-*"], "tests": {"users_hold_devices": {"most_days": 30}}}
MISTAKES = {
    "an unknown test": (
        "    tests: {users_hold_device: {}}\n",
        "no such control test; expected one of users_hold_devices",
    ),
    "another type": (
        "    tests: {users_hold_devices: {most_days: sixty}}\n",
        "most_days must be like its default 90, got 'sixty'",
    ),
    "no tests": ("    tests: {}\n", "at least 1 item"),
    "an unknown key": ("    test: {}\n", "Extra inputs are not permitted"),
}


def file(**groups):
    return ParametersFile(version="1", approved_by="Ana Reyes, CISO", groups=groups)


@pytest.fixture
def definition(write):
    return load(write())


def test_a_repository_has_the_thresholds_of_the_first_group_that_names_it_and_the_test(definition):
    others = {"repositories": ["*"], "tests": {"another_test": {"most_days": 1}}}

    made = file(others=others, payments=PAYMENTS, all={**PAYMENTS, "repositories": ["*"]})

    assert made.group_of("Pay-Out", definition.name) == "payments"
    assert made.group_of("site", definition.name) == "all"
    assert file(payments=PAYMENTS).group_of("site", definition.name) is None
    assert file(payments=PAYMENTS).group_of(None, definition.name) is None


def test_every_item_is_judged_by_one_set_of_parameters(definition):
    population = pa.table(
        {"repository": ["ledger", "site", "pay-out", None], "number": [1, 2, 3, 4]}
    )

    general, payments = parameter_sets(definition, file(payments=PAYMENTS))

    assert general.values == {"most_days": 90, "names": ["ana"]}
    assert payments.values == {"most_days": 30, "names": ["ana"]}
    assert general.items_of(population)["number"].to_pylist() == [2, 4]
    assert payments.items_of(population)["number"].to_pylist() == [1, 3]


def test_a_population_without_repositories_is_judged_whole(definition):
    population = pa.table({"user": ["ana"]})

    (general,) = parameter_sets(definition, file())

    assert general.items_of(population) is population


def test_what_a_group_says_of_other_tests_changes_nothing_here(definition):
    population = pa.table({"repository": ["ledger"]})
    other = file(payments={**PAYMENTS, "tests": {"another_test": {"most_days": 1}}})

    (general,) = parameter_sets(definition, other)

    assert general.items_of(population).num_rows == 1
    assert recorded((general,)) == {"most_days": 90, "names": ["ana"]}


def test_what_a_group_has_of_its_own_is_recorded_with_its_repositories(definition):
    sets = parameter_sets(definition, file(payments=PAYMENTS))

    assert recorded(sets) == {
        "most_days": 90,
        "names": ["ana"],
        "@groups": ["payments"],
        "repositories@payments": ["ledger", "pay-*"],
        "most_days@payments": 30,
    }


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_group_is_one_line_with_its_place(definition, tmp_path, mistake):
    text, said = mistake
    path = tmp_path / "parameters.yaml"
    head = 'version: "1"\napproved_by: Ana Reyes, CISO\ngroups:\n  payments:\n'
    path.write_text(f"{head}    repositories: [ledger]\n{text}", encoding="utf-8")

    with pytest.raises(DefinitionError) as refused:
        read_parameters(path, {definition.name: definition})

    message = str(refused.value)
    assert message.startswith(f"{path}:6: groups.payments.")
    assert said in message
    assert "\n" not in message


def test_a_test_whose_items_name_no_repository_has_no_groups(definition, tmp_path):
    path = tmp_path / "parameters.yaml"
    path.write_text(
        'version: "1"\napproved_by: Ana Reyes, CISO\ngroups:\n  payments:\n    repositories: [ledger]\n'
        "    tests:\n      users_hold_devices: {most_days: 30}\n",
        encoding="utf-8",
    )

    with pytest.raises(DefinitionError, match=rf"{path}:7: .*its items name no repository"):
        read_parameters(path, {definition.name: definition})
