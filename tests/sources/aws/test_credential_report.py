import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.model.errors import Cause, SourceIncomplete
from include.sources.aws._credential_report import REQUIRED, ROOT, parse
from include.sources.aws._iam_datasets import USERS

COLUMNS = [
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_1_last_used_region",
    "access_key_1_last_used_service",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "access_key_2_last_used_region",
    "access_key_2_last_used_service",
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
]
ANN = {
    "user": "ann",
    "arn": "arn:aws:iam::123456789012:user/ann",
    "user_creation_time": "2026-01-02T03:04:05+00:00",
    "password_enabled": "true",
    "mfa_active": "false",
}
INSTANT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def report(*people, columns=COLUMNS):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="N/A", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue()


@pytest.mark.parametrize(
    ("column", "cell", "state"),
    [
        ("password_last_used", "2026-01-02T03:04:05+00:00", "used"),
        ("password_last_used", "no_information", "never"),
        ("password_last_used", "N/A", "no_password"),
        ("password_last_used", "not_supported", "not_supported"),
        ("password_last_used", "", None),
        ("password_last_used", "soon", None),
        ("password_last_changed", "2026-01-02T03:04:05Z", "changed"),
        ("password_last_changed", "N/A", "no_password"),
        ("password_last_changed", "not_supported", "not_supported"),
        ("password_last_changed", "no_information", None),
        ("password_next_rotation", "2026-01-02T03:04:05Z", "due"),
        ("password_next_rotation", "N/A", "no_rotation"),
        ("password_next_rotation", "not_supported", "not_supported"),
        ("access_key_1_last_rotated", "2026-01-02T03:04:05Z", "rotated"),
        ("access_key_1_last_rotated", "N/A", "no_key"),
        ("access_key_1_last_rotated", "no_information", None),
    ],
)
def test_each_word_for_no_value_keeps_its_own_meaning(column, cell, state):
    text = report({**ANN, column: cell})

    (row,) = parse(text)

    instant = INSTANT if cell.startswith("2026") else None
    assert (row[f"{column}_state"], row[column]) == (state, instant)


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("2026-01-02T03:04:05+00:00", "used"),
        ("N/A", "never"),
        ("no_information", "never"),
        ("not_supported", "not_supported"),
        ("", None),
    ],
)
def test_a_key_that_was_never_used_is_told_from_one_that_nobody_knows_of(cell, state):
    text = report({**ANN, "access_key_2_last_used_date": cell})

    (row,) = parse(text)

    assert row["access_key_2_last_used_state"] == state


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("true", True), ("false", False), ("not_supported", None), ("", None), ("yes", None)],
)
def test_a_flag_is_true_false_or_unknown(cell, flag):
    text = report({**ANN, "password_enabled": cell})

    (row,) = parse(text)

    assert row["password_enabled"] is flag


@pytest.mark.parametrize(("cell", "flag"), [("true", True), ("not_supported", None)])
def test_root_has_a_row_of_its_own_in_old_and_new_reports(cell, flag):
    root = {"user": ROOT, "arn": "arn:aws:iam::123456789012:root", "password_enabled": cell}

    (row,) = parse(report(root))

    assert (row["is_root"], row["password_enabled"]) == (True, flag)


def test_an_instant_without_an_offset_is_no_instant():
    text = report({**ANN, "user_creation_time": "2026-01-02T03:04:05"})

    (row,) = parse(text)

    assert row["user_creation_time"] is None


def test_a_report_may_lack_its_last_newline():
    text = report(ANN)

    assert parse(text.rstrip("\r\n")) == parse(text)


def test_columns_that_nobody_knows_are_left_to_the_raw_answer():
    text = report(
        {**ANN, "additional_credentials_info": "x"},
        columns=[*COLUMNS, "additional_credentials_info"],
    )

    (row,) = parse(text)

    assert set(row) == set(USERS.columns.names)


def test_a_missing_optional_column_is_null():
    text = report(ANN, columns=[each for each in COLUMNS if each != "password_next_rotation"])

    (row,) = parse(text)

    assert row["password_next_rotation_state"] is None


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_required_column_is_named(name):
    text = report({}, columns=[each for each in COLUMNS if each != name])

    with pytest.raises(SourceIncomplete, match=f"required columns {name}") as caught:
        parse(text)

    assert caught.value.cause is Cause.MALFORMED


@pytest.mark.parametrize("text", ["", "\n", '"user,arn'])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(SourceIncomplete, match="credential report: "):
        parse(text)


def test_a_row_that_names_nobody_is_refused_with_its_line():
    with pytest.raises(SourceIncomplete, match="line 3 names no user"):
        parse(report(ANN, {**ANN, "user": ""}))


def test_a_row_of_another_length_says_only_who_it_is_about():
    text = report(ANN).replace("\nann,", "\nann,lee,")

    (row,) = parse(text)

    known = {name for name, value in row.items() if value is not None}
    assert (known, row["user"]) == ({"user", "arn", "is_root"}, "ann")


@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.text() for name in COLUMNS[2:]}
            | {"user": st.text(min_size=1), "arn": st.text(min_size=1)}
        ),
        max_size=3,
    )
)
def test_any_cells_give_a_row_each_of_values_or_nulls(people):
    rows = parse(report(*people))

    assert [(row["user"], row["arn"]) for row in rows] == [
        (each["user"], each["arn"]) for each in people
    ]
    assert all(set(row) == set(USERS.columns.names) for row in rows)


@given(st.datetimes(timezones=st.timezones()), st.sampled_from([*COLUMNS[4:7], COLUMNS[9]]))
def test_any_instant_comes_back_as_it_was(instant, column):
    text = report({**ANN, column: instant.isoformat()})

    (row,) = parse(text)

    assert row[column] in {instant.astimezone(UTC), None}


@given(st.text(), st.sampled_from(["password_last_used", "access_key_1_last_rotated"]))
def test_a_cell_that_is_no_word_of_aws_never_becomes_a_state(cell, column):
    (row,) = parse(report({**ANN, column: f"x{cell}"}))

    assert row[f"{column}_state"] is None
