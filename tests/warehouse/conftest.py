from tests.warehouse.fixtures import ask, database, postgres
from tests.warehouse.lived import lived

__all__ = ["ask", "database", "lived", "postgres"]
