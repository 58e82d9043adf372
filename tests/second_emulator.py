"""Starts ministack, the second emulator of AWS, which errs elsewhere than the first.

Needs ministack in an environment of its own, `uv venv .venv-ministack` and
`uv pip install ministack cryptography`, or its path in MINISTACK.
"""

import os
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

EXECUTABLE = Path(
    os.environ.get("MINISTACK")
    or Path(__file__).parents[1] / ".venv-ministack" / "bin" / "ministack"
)
INSTALLED = pytest.mark.skipif(
    not EXECUTABLE.exists(),
    reason="the second emulator is not installed: uv venv .venv-ministack, "
    "uv pip install ministack cryptography (or set MINISTACK to its executable)",
)


@contextmanager
def running(folder):
    """Start it, and yield where it answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "HOME": str(folder),
    }
    with (folder / "log").open("w") as output:
        process = subprocess.Popen(
            [EXECUTABLE], env=environment, cwd=folder, stdout=output, stderr=output
        )
        try:
            _wait_until_it_listens(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_it_listens(process, port):
    for _ in range(150):
        assert process.poll() is None, "the second emulator ended at once"
        with closing(socket.socket()) as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the second emulator does not listen after 30 seconds")
