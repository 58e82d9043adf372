from tests.warehouse.fixtures import ask, database, postgres

__all__ = ["ask", "database", "postgres"]
