"""Management's thresholds override a test's defaults, and nothing else."""

import pytest

from include.control_tests.definitions import load
from include.control_tests.parameters import effective, read_parameters
from include.model.errors import DefinitionError

HEAD = 'version: "1"\napproved_by: Ana Reyes, CISO\ntests:\n'
MISTAKES = {
    "an unknown test": (
        "  users_hold_device: {}\n",
        4,
        "no such control test; expected one of users_",
    ),
    "an unknown parameter": (
        "  users_hold_devices:\n    days: 60\n",
        5,
        "days is no parameter; expected one of most_days, names",
    ),
    "another type": (
        "  users_hold_devices:\n    most_days: sixty\n",
        5,
        "most_days must be like its default 90, got 'sixty'",
    ),
    "a yes for a number": (
        "  users_hold_devices:\n    most_days: true\n",
        5,
        "most_days must be like its default 90, got True",
    ),
    "a word for a list": (
        "  users_hold_devices:\n    names: ana\n",
        5,
        "names must be like its default ('ana',), got 'ana'",
    ),
}


@pytest.fixture
def read(write, tmp_path):
    """Read a file of thresholds for the right test."""

    def _read(tests):
        path = tmp_path / "parameters.yaml"
        path.write_text(HEAD + tests, encoding="utf-8")
        return read_parameters(path, {"users_hold_devices": load(write())})

    return _read


def test_defaults_stand_where_nothing_is_said(write):
    assert effective(load(write()), {}) == {"most_days": 90, "names": ["ana"]}


def test_management_s_own_threshold_wins(read, write):
    file = read("  users_hold_devices:\n    most_days: 60\n    names: [ana, bo]\n")

    values = effective(load(write()), file.tests["users_hold_devices"])

    assert values == {"most_days": 60, "names": ["ana", "bo"]}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_its_place(read, tmp_path, mistake):
    tests, line, said = mistake

    with pytest.raises(DefinitionError) as refused:
        read(tests)

    message = str(refused.value)
    assert message.startswith(f"{tmp_path / 'parameters.yaml'}:{line}: tests.")
    assert said in message


def test_an_override_that_comes_another_way_is_checked_too(write):
    with pytest.raises(DefinitionError, match="users_hold_devices: days is no parameter"):
        effective(load(write()), {"days": 60})
