"""A warehouse that runs loaded what they found into, and the ways by which people are told."""

import email
import json
import threading
import uuid
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller

from include.load import load
from include.warehouse.embedded.ports import free_port
from soc2_airflow.alerts.causes import QUESTIONS, alerts
from soc2_airflow.reading import Reader
from tests.load.written import Written
from tests.warehouse.fixtures import postgres

__all__ = ["postgres"]


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path / "locker")


@pytest.fixture
def told(written, postgres):
    """Load what was written and list what a run's people are told."""
    uri = postgres.create_database(f"test_{uuid.uuid4().hex}")

    def of(run_id="r1", today=None):
        load(written.locker, uri)
        with Reader.open(uri, QUESTIONS) as read:
            return alerts(read, run_id, today=today)

    return of


@pytest.fixture
def connect(monkeypatch):
    """Create an Airflow connection as an operator does in the environment."""

    def create(name, **parts):
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(parts))

    return create


@pytest.fixture
def mail_server():
    """A mail server as Airflow's connection names it, and what it was sent."""
    mails = []

    class Keeps:
        async def handle_DATA(self, _server, _session, envelope):
            mails.append(email.message_from_bytes(envelope.content, policy=default))
            return "250 kept"

    controller = Controller(Keeps(), hostname="127.0.0.1", port=free_port())
    controller.start()
    extra = {"from_email": "soc2@example.com", "to": "duty@example.com"}
    extra |= {"disable_ssl": True, "disable_tls": True}
    parts = {"conn_type": "smtp", "host": "127.0.0.1", "port": controller.port, "extra": extra}
    yield parts, mails
    controller.stop()


@pytest.fixture
def mailbox(connect, mail_server):
    """What came to those who are told by mail."""
    parts, mails = mail_server
    connect("alerts_smtp", **parts)
    return mails


@pytest.fixture
def webhook():
    """A server that keeps the bodies that are posted to it, and its address."""
    bodies = []

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keeps)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()
    server.server_close()
