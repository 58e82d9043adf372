"""Which code ran, in which image, at whose word: what every record says about its own making."""

import getpass
import os
import subprocess
import uuid
from functools import cache
from pathlib import Path

from include.model.reference import Run, RunType

_ROOT = Path(__file__).parents[2]


@cache
def code_version() -> str:
    """Return the commit of the running code, with ``-dirty`` when files differ from it.

    An image has no repository: there ``SOC2_CODE_VERSION`` says it, set when the image is built.
    """
    stated = os.environ.get("SOC2_CODE_VERSION")
    if stated:
        return stated
    command = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return answer.stdout.strip()


def run(run_id: str, run_type: RunType, triggered_by: str) -> Run:
    """Describe a run of this code."""
    return Run(
        run_id=run_id,
        run_type=run_type,
        triggered_by=triggered_by,
        code_version=code_version(),
        image=os.environ.get("SOC2_IMAGE"),
    )


def command_line_run() -> Run:
    """Describe a verb that a person calls by hand."""
    return run(f"command_line__{uuid.uuid4().hex}", RunType.COMMAND_LINE, getpass.getuser())
