"""Writes the start of a control test.

What it writes loads and fails: its examples state what the finished test must say, and fail until it does.
"""

import re
from pathlib import Path

from include.control_tests import ROOM, names
from include.control_tests.definitions import load
from include.model.errors import DefinitionError

START = """\
# 1. Say who is tested (population) and what must hold (expectations).  2. Fill the examples in until they
# pass: make test.  3. Name the test in company/control_matrix.yaml under the controls that it serves.
ref: NEW-00
title: {title}
criteria: {{primary: CC6.1}}
severity: medium
rationale: Say why it matters, to somebody who is no engineer.
remediation: Say what to do about a deviation, step by step.
peers: {{}}
per: aws_account

population: |
  select count(*) as replace_me    -- who is tested: one row per item; derive countable facts, no verdicts
  from {dataset}

item: [replace_me]
label: replace_me
required: [replace_me]

expectations:
  - type: expect_column_values_to_be_in_set
    kwargs: {{column: replace_me, value_set: []}}
    reason: "say in one sentence what is wrong with {{replace_me}}"

examples:
  - name: replace me by an item that deviates
    at: 2026-01-01T06:00:00Z
    given:
      {dataset}: []
    outcome: deviations
    deviating: [replace-me]

  - name: replace me by an item that is outside the population
    at: 2026-01-01T06:00:00Z
    given:
      {dataset}: []
    outcome: no_occurrences

  - name: replace me by an item that could not be read
    at: 2026-01-01T06:00:00Z
    given:
      {dataset}: []
    outcome: inconclusive
    unreadable: [replace-me]
"""


def write(where: str, dataset: str, room: Path = ROOM) -> Path:
    """Write the start of ``THEME/NAME`` on a dataset and return its file; an existing test is left alone."""
    if not re.fullmatch(r"[a-z]+/[a-z0-9]+(_[a-z0-9]+)+", where):
        raise DefinitionError(
            f"{where or 'NAME'}: expected THEME/NAME, such as access/keys_are_rotated"
        )
    theme, name = where.split("/")
    taken = next((each for each, members in names(room).items() if name in members), None)
    if taken:
        raise DefinitionError(f"{taken}/{name}.yaml stands already; choose another name")
    path = room / theme / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        START.format(title=name.replace("_", " ").capitalize(), dataset=dataset), encoding="utf-8"
    )
    load(path)
    return path
