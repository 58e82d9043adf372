"""The emulated AWS as a process of the demo's installation, and how Airflow is told to reach it."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from soc2_airflow import processes
from soc2_airflow.environment import ROOT

COMPANY = Path(__file__).parent / "company"
TRUTH = Path(__file__).parent / "truth.yaml"
NAME = "emulated-aws"


def keep_real_aws_out_of_reach() -> None:
    """Forget every credential and profile that this terminal has; what starts from here inherits it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def start(home: Path, port: int) -> None:
    """Start the emulated AWS; it answers at ``/_ready`` once it is filled."""
    command = [sys.executable, "-m", "tests.demo.emulated_aws", "--port", str(port)]
    path = os.pathsep.join((str(ROOT), str(ROOT / "plugins")))
    processes.start(home, NAME, command, {**os.environ, "PYTHONPATH": path})


def endpoint(port: int) -> str:
    """Return where every service of the emulated AWS answers."""
    return f"http://127.0.0.1:{port}"


def connections(port: int) -> Mapping[str, Mapping[str, object]]:
    """Describe the emulated AWS as Airflow's connection, which says that it is one."""
    url = endpoint(port)
    extra = {
        "emulated": True,
        "endpoint_url": url,
        "region_name": "us-east-1",
        # Airflow's hook assumes roles at this address only, never at endpoint_url.
        "service_config": {"sts": {"endpoint_url": url}},
    }
    aws = {"conn_type": "aws", "login": "testing", "password": "testing", "extra": extra}
    return {"aws_default": aws}
