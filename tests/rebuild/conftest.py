from tests.warehouse.fixtures import postgres
from tests.whole.conftest import frozen_in_slot, pipeline

__all__ = ["frozen_in_slot", "pipeline", "postgres"]
