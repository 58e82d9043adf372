"""Asks Git, by its command line, which every host has with the credentials that it may use."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_PATIENCE_SECONDS = 30
_FORMAT = "%H%x00%an <%ae>%x00%at%x00%ct"
_WITHIN_ADDRESS = re.compile(r"(?<=://)[^/@\s]+@")
# Nobody sits there to answer a question, and what Git says is read here.
_ALWAYS = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "https:ssh:file", "LC_ALL": "C"}
_UNLESS_SET = {"GIT_ASKPASS": "true", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}


class Unanswered(Exception):
    """Git did not do what it was asked; the text is its own on why, one line without credentials."""


def ask(folder: Path, *arguments: str, patience: float = _PATIENCE_SECONDS) -> bytes:
    """Ask Git in a folder and return what it printed, or raise ``Unanswered``."""
    environment = {**_UNLESS_SET, **os.environ, **_ALWAYS}
    # Run from PATH on purpose: where Git is installed differs from host to host.
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=patience, check=False, env=environment
        )
    except OSError as error:
        raise Unanswered(f"git can't be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise Unanswered(f"timed out after {patience:.0f} s") from None
    if done.returncode != 0:
        raise Unanswered(_why(done.stderr))
    return done.stdout


def last_commit(folder: Path, revision: str, path: str) -> dict[str, Any]:
    """Return the last commit that changed a file, up to a revision; nothing where there is none."""
    said = ask(folder, "log", "-1", f"--format={_FORMAT}", revision, "--", path)
    if not said.strip():
        return {}
    if ask(folder, "rev-parse", "--is-shallow-repository").strip() != b"false":
        # To a clone that was cut off its oldest commit seems to have written every file.
        return {"commit": None}
    commit, author, authored, committed = said.decode(errors="replace").strip().split("\0")
    return {
        "commit": commit,
        "author": author,
        "authored_at": datetime.fromtimestamp(int(authored), UTC),
        "committed_at": datetime.fromtimestamp(int(committed), UTC),
    }


def without_credentials(text: str) -> str:
    """Take users and passwords out of the addresses in a text."""
    return _WITHIN_ADDRESS.sub("", text)


def _why(stderr: bytes) -> str:
    lines = [each.strip() for each in stderr.decode(errors="replace").splitlines() if each.strip()]
    told = [each for each in lines if not each.startswith(("warning:", "hint:", "Cloning into"))]
    # Before what is fatal the transport says why; after it comes advice.
    end = next((at for at, each in enumerate(told) if each.startswith("fatal:")), len(told))
    return without_credentials("; ".join(told[: end + 1]) or "it gave no reason")
