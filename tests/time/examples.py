"""How many examples a property is tried on: few, and the same each time; ``SOC2_EXAMPLES`` at random."""

import os

from hypothesis import HealthCheck, settings

_EXAMPLES = int(os.environ.get("SOC2_EXAMPLES", "0"))


def tried_on(examples):
    return settings(
        max_examples=_EXAMPLES or examples,
        derandomize=not _EXAMPLES,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
