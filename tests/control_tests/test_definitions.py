"""A control test's file is loaded strictly: one mistake, one line, with the file and the place."""

import subprocess
import sys

import pytest

from include.control_tests import names
from include.control_tests.definitions import fill, load, load_all
from include.model.control import ControlTest
from include.model.errors import DefinitionError

# What stands in the right file, what a person writes instead, where that is found, and what is said.
MISTAKES = {
    "a misspelt key": (
        "severity: low",
        "severty: low",
        "severty",
        "severty: Extra inputs are not permitted",
    ),
    "a key that stands twice": (
        "severity: low",
        "severity: low\nseverity: low",
        None,
        "the key 'severity' stands twice",
    ),
    "an expectation that does not exist": (
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_in_sett",
        "in_sett",
        "is not a rule for rows that all engines share; take expect_",
    ),
    "an expectation about the whole table": (
        "expect_column_values_to_be_in_set",
        "expect_column_distinct_values_to_be_in_set",
        "distinct",
        "is not a rule for rows",
    ),
    "mostly": (
        "value_set: [true]}",
        "value_set: [true], mostly: 0.9}",
        "mostly",
        "mostly is not allowed; a rule holds for every item",
    ),
    "a row condition": (
        "value_set: [true]}",
        'value_set: [true], row_condition: "age > 1"}',
        "row_condition",
        "row_condition is not allowed",
    ),
    "meta": (
        "value_set: [true]}",
        "value_set: [true], meta: {}}",
        "meta: {",
        "meta is not allowed",
    ),
    "an argument that is missing": (
        ", value_set: [true]}",
        "}",
        "{column: mfa_active}",
        "value_set is missing for expect_column_values_to_be_in_set",
    ),
    "a range without an end": (
        ", max_value: $most_days}",
        "}",
        "{column: age_days}",
        "min_value or max_value is missing",
    ),
    "a parameter that the SQL uses and nobody declares": (
        ", names: [ana]}",
        "}",
        "population:",
        "$names is used but not declared under parameters",
    ),
    "a parameter that a rule uses and nobody declares": (
        "most_days: 90, ",
        "",
        "max_value",
        "$most_days is not declared under parameters",
    ),
    "a parameter that nothing uses": (
        "most_days: 90",
        "most_days: 90, idle: 1",
        "idle",
        "declared but used neither in the SQL nor in an expectation; remove idle",
    ),
    "a parameter that is always there": (
        "most_days: 90",
        "most_days: 90, as_of: 1",
        "parameters:",
        "as_of is always there; do not declare it",
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


def test_fewer_than_three_examples_are_refused(write, line_of):
    path = write()
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - name: a user of whom")], encoding="utf-8")

    with pytest.raises(DefinitionError) as refused:
        load(path)

    said = f"{path}:{line_of(path, 'examples:')}: examples: Tuple should have at least 3 items"
    assert str(refused.value).startswith(said)


def test_a_right_file_says_what_it_reads(write):
    definition = load(write())

    assert (definition.name, definition.theme) == ("users_hold_devices", "access")
    assert definition.reads == ("aws_iam_users",)
    assert definition.sql_parameters == {"as_of", "names"}


def test_a_test_is_found_by_its_name(write, room):
    path = write()

    assert load("users_hold_devices", room).path == path


def test_an_unknown_name_lists_the_known_ones(write, room):
    write()

    with pytest.raises(
        DefinitionError, match=r"nobody: no such control test; .* users_hold_devices"
    ):
        load("nobody", room)


def test_a_ref_that_two_tests_share_is_refused(write, room, line_of):
    write()
    second = write(name="users_hold_two_devices", theme="storage")

    with pytest.raises(DefinitionError) as refused:
        load_all(room)

    said = f"{second}:{line_of(second, 'ref:')}: ref: ABC-01 is users_hold_devices's already"
    assert str(refused.value).startswith(said)


def test_a_name_that_stands_in_two_themes_is_refused(write, room):
    write()
    write(theme="storage")

    with pytest.raises(DefinitionError, match="the name stands in access/ too; rename one"):
        names(room)


def test_a_file_that_would_be_passed_over_is_refused(write, room):
    write().rename(room / "access" / "users_hold_devices.yml")

    with pytest.raises(DefinitionError, match=r"only \.yaml files are control tests"):
        names(room)


def test_every_shipped_test_loads():
    definitions = load_all()

    assert list(definitions) == [name for members in names().values() for name in members]


def test_names_cost_nothing_heavy():
    heavy = "{'duckdb', 'great_expectations', 'pandas', 'pyarrow', 'yaml'}"
    code = (
        "import sys; from include.control_tests import names; names(); "
        "from include.control_tests import definitions; definitions.names(); "
        f"print(sorted({heavy} & set(sys.modules)))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"


def test_parameters_are_filled_in_wherever_they_stand():
    kwargs = {"column": "age", "max_value": "$most", "value_set": ["$one", 2], "all": "$many"}

    filled = fill(kwargs, {"most": 90, "one": 1, "many": ("a", "b")})

    assert filled == {"column": "age", "max_value": 90, "value_set": [1, 2], "all": ["a", "b"]}


def test_a_key_that_tests_may_say_from_now_on_makes_no_new_version_of_them():
    class Later(ControlTest):
        another_key: int | None = None

    known = next(iter(load_all().values())).test

    assert Later(**known.model_dump()).sha256 == known.sha256
    assert Later(**known.model_dump(), another_key=1).sha256 != known.sha256
