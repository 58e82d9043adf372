"""The environment in which every Airflow process of one installation on this machine runs.

One folder (``home``) holds all of an installation: Airflow's home, PostgreSQL's data, the locker, logs
and the generated secrets (``secrets.json``, readable by its owner only). An emulated company and a real
one never share a folder.
"""

import base64
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from include.warehouse.embedded import Server

ROOT = Path(__file__).parents[2]
AIRFLOW_DATABASE = "airflow"
WAREHOUSE_DATABASE = "warehouse"
USER = "admin"


def environment(
    home: Path,
    server: Server,
    *,
    company: Path | None,
    connections: Mapping[str, Mapping[str, object]] | None = None,
    port: int = 8080,
    paused: bool = False,
) -> dict[str, str]:
    """Return our environment with everything an Airflow process of this installation needs.

    ``connections`` by Airflow's name; locker, warehouse and sealing key are the installation's own
    unless they, or the caller's environment, say otherwise. ``company`` is where the company keeps its files.
    """
    keys = installation_secrets(home)
    database = server.uri(AIRFLOW_DATABASE).replace("postgresql://", "postgresql+psycopg2://", 1)
    settings = {
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt_secret"],
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__SECRET_KEY": keys["api_secret"],
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": str(paused),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet_key"],
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # 32 by default, each a process of 140 MB.
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_login_file(home, keys)),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        # Ten minutes by default, then it fails: all slots may be busy for longer with a backfill's months.
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "7200",
        # Half a minute by default: eight files that nobody changed took a fifteenth of a core.
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "120",
        # Five minutes by default: too long to wait for a file that was just written.
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}",
        # Block-buffered logs would be empty when somebody looks for the reason of a failure.
        "PYTHONUNBUFFERED": "1",
    }
    if company is not None:
        settings["SOC2_COMPANY"] = str(company.resolve())
    if sys.platform == "darwin":
        # macOS kills forked children that touch its libraries; Airflow forks every task.
        settings |= {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES", "no_proxy": "*"}
    own = {
        "locker": locker(home / "locker"),
        "sealing_key": sealing_key(home / "sealing_key.pem"),
        "warehouse": warehouse(server),
    }
    asked = {name: value for name, value in own.items() if connection_key(name) not in os.environ}
    for name, value in {**asked, **(connections or {})}.items():
        settings[connection_key(name)] = json.dumps(value)
    return {**os.environ, **settings}


def connection_key(name: str) -> str:
    """Return the variable in which Airflow looks for a connection: ``AIRFLOW_CONN_LOCKER``."""
    return f"AIRFLOW_CONN_{name.upper()}"


def locker(folder: Path) -> dict[str, object]:
    """Describe a locker in a directory as an Airflow connection."""
    return {"conn_type": "generic", "extra": {"path": str(folder.resolve())}}


def sealing_key(path: Path) -> dict[str, object]:
    """Describe the key that seals as an Airflow connection; it is made the first time."""
    if not path.exists():
        # Takes a while to import, and is needed once.
        from include.locker.seal import new_key

        write_private(path, new_key().decode())
    return {"conn_type": "generic", "extra": {"path": str(path.resolve())}}


def warehouse(server: Server) -> dict[str, object]:
    """Describe the warehouse on the installation's PostgreSQL as an Airflow connection."""
    return {
        "conn_type": "postgres",
        "host": server.host,
        "port": server.port,
        "login": server.user,
        "password": server.password,
        "schema": WAREHOUSE_DATABASE,
    }


def installation_secrets(home: Path) -> dict[str, str]:
    """Return the installation's secrets, made at random the first time and kept for its owner only."""
    path = home / "secrets.json"
    if not path.exists():
        fernet_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        made = {
            "airflow_password": secrets.token_urlsafe(12),
            "api_secret": secrets.token_urlsafe(32),
            "fernet_key": fernet_key,
            "jwt_secret": secrets.token_urlsafe(48),
        }
        write_private(path, json.dumps(made, indent=2))
    read: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return read


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)


def _login_file(home: Path, keys: Mapping[str, str]) -> Path:
    path = home / "airflow" / "logins.json"
    if not path.exists():
        write_private(path, json.dumps({USER: keys["airflow_password"]}))
    return path
