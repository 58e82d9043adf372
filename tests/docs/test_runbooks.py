"""What must not fail when it is needed, restoring and rotating, is done as docs/operating.md writes it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from include.model.errors import Cause
from include.model.record import GapCause
from tests.docs.blocks import ROOT, blocks
from tests.load.written import FIRST, SECOND, Written
from tests.slow import SLOW

ROWS = "SELECT assessment_key, outcome, recorded_at FROM soc2.fct_assessment ORDER BY 1"


class Machine:
    """A folder with a locker, sealed and loaded, in which the page's blocks are run."""

    def __init__(self, folder, warehouse):
        self.folder, self.warehouse = folder, warehouse
        written = Written(folder / "LOCKER")
        written.judge({"ann": "deviating"}, FIRST)
        written.judge({"ann": "conforming"}, SECOND)
        self.run(
            "python -m include.load --locker LOCKER --warehouse postgresql://soc2_loader:PASSWORD@HOST:5432/warehouse"
        )
        said = self.run("python -m include.seal --locker LOCKER --key old.pem --new-key")
        (self.fingerprint,) = re.findall(r"first key of this seal: (\w+)", said)

    def block(self, words):
        """Run the one block of the page that has these words."""
        (found,) = (each for each in blocks("sh") if words in each.text)
        return self.run(found.text)

    def run(self, text):
        text = re.sub(
            r"postgresql://soc2_\w+:PASSWORD@HOST:5432/warehouse", self.warehouse, text
        ).replace("FINGERPRINT", getattr(self, "fingerprint", ""))
        python = Path(sys.executable).parent
        done = subprocess.run(
            ["bash", "-euc", text],
            cwd=self.folder,
            env={**os.environ, "PATH": f"{python}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def machine(tmp_path, database):
    return Machine(tmp_path, database)


def test_a_sealing_key_is_rotated_and_the_first_fingerprint_still_verifies(machine):
    said = machine.block("--former-key old.pem")

    assert "sealed entries" in said
    assert machine.run("python -m include.locker.verify LOCKER --trust FINGERPRINT")


@SLOW
def test_a_copy_is_verified_and_an_empty_warehouse_is_filled_from_it(machine, postgres, ask):
    before = ask(machine.warehouse, ROWS)
    shutil.copytree(machine.folder / "LOCKER", machine.folder / "BACKUP")
    machine.block("verify BACKUP")

    shutil.rmtree(machine.folder / "LOCKER")
    (machine.folder / "BACKUP").rename(machine.folder / "LOCKER")
    machine.warehouse = postgres.create_database("restored")
    machine.block("include.load --locker LOCKER")

    assert ask(machine.warehouse, ROWS) == before
    assert len(before) == 2


def test_the_page_of_alerts_knows_every_cause():
    page = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")

    # What was before the pipeline is nobody's alarm.
    causes = {*Cause, *GapCause} - {GapCause.NOT_DEPLOYED}
    assert [cause for cause in causes if f"`{cause}`" not in page] == []
