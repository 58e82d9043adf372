import pytest

from include import sources
from tests.time.world import SOURCES
from tests.warehouse.fixtures import postgres

__all__ = ["fake_sources", "folders", "postgres"]


@pytest.fixture(scope="module", autouse=True)
def fake_sources():
    """Put the world's sources where the verbs look for sources."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "load", SOURCES.__getitem__)
        yield


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Make a new folder for each example."""
    room = tmp_path_factory.mktemp("worlds")
    return lambda: room / str(len(list(room.iterdir())))
