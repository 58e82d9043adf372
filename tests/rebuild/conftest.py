from tests.warehouse.fixtures import database, postgres
from tests.whole.conftest import frozen_in_slot, pipeline

__all__ = ["database", "frozen_in_slot", "pipeline", "postgres"]
