"""Marks what takes too long for whoever waits for `make test`; `make test-all` runs it."""

import os

import pytest

SLOW = pytest.mark.skipif("SOC2_NO_SKIP" not in os.environ, reason="minutes: make test-all runs it")
