"""The warehouse brought up to date by hand, and by the account that may do nothing else."""

import re
import subprocess
import sys

from include.warehouse.migrations import names, number
from tests.deploy.compose import ROOT


def call(*arguments, **environment):
    command = [sys.executable, "-m", "include.warehouse", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_tables_are_made_once_and_the_password_is_not_told(database, ask):
    first = call("migrate", SOC2_WAREHOUSE=database)

    again = call("migrate", SOC2_WAREHOUSE=database)

    assert (first.returncode, again.returncode) == (0, 0)
    assert re.fullmatch(r"warehouse 'test_\w+' on 127.0.0.1:\d+ is up to date\n", first.stdout)
    assert ask(database, "SELECT version_num FROM soc2.alembic_version") == [(number(names()[-1]),)]


def test_without_an_address_it_asks_for_one():
    done = call("migrate")

    assert done.returncode == 2
    assert "which warehouse? set SOC2_WAREHOUSE" in done.stderr
