"""One life and one packet of it for the whole session: making them takes longer than looking at them."""

import pytest

from include.packet import build
from tests.packet.lived import PERIOD, live
from tests.warehouse.fixtures import ask, database, postgres

__all__ = ["ask", "database", "postgres"]


@pytest.fixture(scope="session")
def lived(tmp_path_factory, postgres):
    warehouse = postgres.create_database("packet")
    return live(tmp_path_factory.mktemp("life") / "locker", warehouse).locker, warehouse


@pytest.fixture(scope="session")
def packet(lived, tmp_path_factory):
    return build(*lived, PERIOD, tmp_path_factory.mktemp("packets"))
