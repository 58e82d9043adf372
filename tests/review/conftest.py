import pytest

from include.locker import Locker
from tests.review.written import World


@pytest.fixture
def world(tmp_path):
    """The company, observed on the last evening of the quarter."""
    made = World(Locker.open(tmp_path / "locker"))
    made.observe()
    return made
