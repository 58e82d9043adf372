"""One embedded PostgreSQL for all tests of a session, and a fresh database for each test."""

import shutil
import uuid

import pytest

from include.warehouse.connection import connect
from include.warehouse.embedded import ensure, stop


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    # One folder for the session: rooms that ask for the fixture on their own share the server.
    folder = tmp_path_factory.getbasetemp() / "postgres"
    server = ensure(folder)
    yield server
    stop(folder)
    shutil.rmtree(server.data.parent, ignore_errors=True)


@pytest.fixture
def database(postgres):
    return postgres.create_database(f"test_{uuid.uuid4().hex}")


@pytest.fixture
def ask():
    def ask(uri, query):
        with connect(uri) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    return ask
