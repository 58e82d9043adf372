"""A small control test that is right, to be broken in one place at a time."""

import pytest

from include import sources
from include.control_tests.schemas import declared

RIGHT = """\
ref: ABC-01
title: Every user holds a device
criteria: {primary: CC6.1}
severity: low
rationale: It matters a great deal.
remediation: Give the user a device.
per: aws_account
parameters: {most_days: 90, names: [ana]}

population: |
  select
    arn,
    "user",
    mfa_active,
    user_creation_time as made_at,
    epoch($as_of - user_creation_time) / 86400 as age_days
  from aws_iam_users
  where list_contains($names, "user")

item: [arn]
label: user
required: [mfa_active, age_days]
due_at: made_at

expectations:
  - type: expect_column_values_to_be_in_set
    kwargs: {column: mfa_active, value_set: [true]}
    reason: "{user} holds no device"
  - type: expect_column_values_to_be_between
    kwargs: {column: age_days, max_value: $most_days}
    reason: "{user} is older than {most_days} days"

examples:
  - name: a user without a device is a deviation
    at: 2026-11-24T06:00:00Z
    given:
      aws_iam_users:
        - {user: ana, arn: a, mfa_active: false}
    outcome: deviations
    deviating: [a]
  - name: another user is outside the population
    at: 2026-11-24T06:00:00Z
    given:
      aws_iam_users:
        - {user: bo, arn: b, mfa_active: false}
    outcome: no_occurrences
  - name: a user of whom nothing is known is unreadable
    at: 2026-11-24T06:00:00Z
    parameters: {most_days: 60}
    given:
      aws_iam_users:
        - {user: ana, arn: a}
    outcome: inconclusive
    unreadable: [a]
"""


@pytest.fixture(scope="session")
def schemas():
    return declared(sources.load(name).SOURCE for name in sources.names())


@pytest.fixture
def room(tmp_path):
    (tmp_path / "access").mkdir()
    (tmp_path / "storage").mkdir()
    return tmp_path


@pytest.fixture
def write(room):
    """Write the right test, with some of its text replaced; give the file."""

    def _write(*changes, name="users_hold_devices", theme="access"):
        text = RIGHT
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = room / theme / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture
def line_of():
    """Find the line on which a text stands in a file."""

    def _line_of(path, text):
        lines = path.read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if text in line)

    return _line_of
