import pytest

from tests.load.written import Written
from tests.warehouse.fixtures import ask, database, postgres

__all__ = ["ask", "database", "postgres", "written"]


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path / "locker")
