"""The emulated AWS and GitHub as processes of the demo's installation, and how Airflow reaches them."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from include.model.interval import utc_now
from include.warehouse import embedded
from include.warehouse.connection import connect
from include.warehouse.embedded.ports import free_port
from soc2_airflow import processes
from soc2_airflow.environment import ROOT, WAREHOUSE_DATABASE
from tests.demo.moving import moved

DEMO = Path(__file__).parent
COMPANY = DEMO / "company"
# The plan that has an audit log and sign-in by SSO.
OPTIONS = {"github": ("--plan", "enterprise")}
TRUTHS = tuple(
    DEMO / f"{name}.yaml" for name in ("truth", "truth_github", "truth_people", "truth_rights")
)


def company(home: Path) -> Path:
    """Write the company's folder as of today into an installation."""
    return moved(COMPANY, home / "company", utc_now())


@dataclass(frozen=True)
class Ports:
    """Where the two of them listen on this machine."""

    aws: int = field(default_factory=free_port)
    github: int = field(default_factory=free_port)


def keep_real_systems_out_of_reach() -> None:
    """Forget every credential and profile that this terminal has; what starts from here inherits it."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "GITHUB_", "GH_"))]:
        del os.environ[name]
    os.environ |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def start(
    home: Path,
    ports: Ports,
    *,
    options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> None:
    """Start both; the emulated AWS answers at ``/_ready`` once it is filled, GitHub once it can.

    ``options`` and ``environment`` are more of them for AWS.
    """
    path = os.pathsep.join((str(ROOT), str(ROOT / "plugins")))
    for name, port in (("aws", ports.aws), ("github", ports.github)):
        command = [sys.executable, "-m", f"tests.demo.emulated_{name}", "--port", str(port)]
        more = (environment or {}) if name == "aws" else {}
        command += options if name == "aws" else OPTIONS.get(name, ())
        settings = {**os.environ, "PYTHONPATH": path, **more}
        processes.start(home, f"emulated-{name}", command, settings)


def forget(home: Path) -> None:
    """Drop the warehouse of an earlier run, whose locker went with the emulated AWS."""
    server = embedded.ensure(home / "postgres")
    with connect(server.uri("postgres"), autocommit=True) as connection:
        cursor = connection.cursor()
        cursor.execute(f'DROP DATABASE IF EXISTS "{WAREHOUSE_DATABASE}"')
        cursor.close()


def endpoint(port: int) -> str:
    """Return where an emulated service answers."""
    return f"http://127.0.0.1:{port}"


def connections(ports: Ports) -> Mapping[str, Mapping[str, object]]:
    """Describe both as Airflow's connections, which say that they are emulated."""
    url = endpoint(ports.aws)
    extra = {
        "emulated": True,
        "endpoint_url": url,
        "region_name": "us-east-1",
        # Airflow's hook assumes roles at this address only, never at endpoint_url.
        "service_config": {"sts": {"endpoint_url": url}},
    }
    aws = {"conn_type": "aws", "login": "testing", "password": "testing", "extra": extra}
    github = {
        "conn_type": "github",
        "password": "testing",
        "extra": {"emulated": True, "base_url": endpoint(ports.github)},
    }
    return {"aws_default": aws, "github_default": github}
