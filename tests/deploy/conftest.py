import pytest

from tests.deploy import compose


@pytest.fixture(scope="session")
def written():
    """docker-compose.yaml as it stands."""
    return compose.read()
