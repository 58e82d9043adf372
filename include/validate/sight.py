"""What a population sees: the tables of one round, and the instant that they are true of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from include.control_tests.population import Rows


@dataclass(frozen=True)
class Sight:
    """Datasets as tables; ``as_of`` is what ages count from, both instants are UTC.

    ``evidence`` are the SHA-256 of the Parquet files that were read.
    """

    tables: Mapping[str, Rows]
    as_of: datetime
    observed_at: datetime
    evidence: tuple[str, ...]
