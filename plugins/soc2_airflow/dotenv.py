"""Writes ``.env`` for docker-compose.yaml: what ``.env.example`` says, with fresh secrets.

Never overwrites one: a new database password would lock out of the data, a new Fernet key would make
Airflow's connections unreadable. Alone: ``python -m soc2_airflow.dotenv [--to FILE]``.
"""

import argparse
import base64
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from include.model.command_line import run_verb
from include.model.errors import DefinitionError
from soc2_airflow.environment import ROOT

EXAMPLE = ROOT / ".env.example"


def _password() -> str:
    """Return what can stand in an address as it is."""
    return secrets.token_urlsafe(24)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _sealing_key() -> str:
    from include.locker.seal import new_key

    return json.dumps({"conn_type": "generic", "password": new_key().decode()})


MAKERS: Mapping[str, Callable[[], str]] = {
    "AIRFLOW_ADMIN_PASSWORD": _password,
    "AIRFLOW_API_SECRET_KEY": lambda: secrets.token_urlsafe(32),
    "AIRFLOW_CONN_SEALING_KEY": _sealing_key,
    "AIRFLOW_DB_PASSWORD": _password,
    "AIRFLOW_FERNET_KEY": _fernet_key,
    "AIRFLOW_JWT_SECRET": lambda: secrets.token_urlsafe(48),
    "POSTGRES_PASSWORD": _password,
    "REDIS_PASSWORD": _password,
    "WAREHOUSE_AUDITOR_PASSWORD": _password,
    "WAREHOUSE_LOADER_PASSWORD": _password,
    "WAREHOUSE_OWNER_PASSWORD": _password,
    "WAREHOUSE_READER_PASSWORD": _password,
}


def filled(example: str) -> str:
    """Return the example with a fresh secret behind every name that we can make one for."""
    lines = []
    for line in example.splitlines():
        name, is_setting, value = line.partition("=")
        # Compose takes what stands in single quotes as it is.
        made = is_setting and not value and name in MAKERS
        lines.append(f"{name}='{MAKERS[name]()}'" if made else line)
    return "\n".join(lines) + "\n"


def read(path: Path) -> dict[str, str]:
    """Return the settings of a file such as we write it: ``NAME=value``, in single quotes or without."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value.strip("'") for name, _, value in pairs}


def write(path: Path) -> None:
    """Write fresh settings to a file that nobody but its owner reads.

    Raises:
        DefinitionError: the file exists.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise DefinitionError(
            f"{path}: exists and is left as it is; add what .env.example has and it lacks by hand, or "
            "move it away if nothing was ever started with it"
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(filled(EXAMPLE.read_text(encoding="utf-8")))


def main() -> int:
    """Write the file and say what is left to fill in."""
    arguments = argparse.ArgumentParser(
        prog="python -m soc2_airflow.dotenv",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    arguments.add_argument("--to", type=Path, default=ROOT / ".env", metavar="FILE")
    path: Path = arguments.parse_args().to
    write(path)
    empty = [name for name, value in read(path).items() if not value]
    sys.stdout.write(
        f"{path} written; fill in {', '.join(empty)}, and keep a copy of the sealing key elsewhere\n"
    )
    return 0


if __name__ == "__main__":
    run_verb(main)
