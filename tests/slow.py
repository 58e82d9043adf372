"""Marks what takes too long for whoever waits for `make test`; `make test-all` runs it.

``@pytest.mark.minutes(4)`` says of a file that it takes so many: the longest one is begun first.
"""

import os

import pytest

SLOW = pytest.mark.skipif("SOC2_NO_SKIP" not in os.environ, reason="minutes: make test-all runs it")
