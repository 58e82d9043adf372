"""Deployments are read newest first, no further than is needed: another order would hide some."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from include.model.errors import SourceIncomplete
from include.model.interval import window_of
from include.sources.github._deployment_history import History

DAY = window_of(datetime(2026, 11, 23, tzinfo=UTC))


def history(*days):
    listed = [{"id": -n, "created_at": f"2026-11-{day:02}T10:00:00Z"} for n, day in enumerate(days)]
    return History(SimpleNamespace(pages=lambda *_, **__: iter(listed)), "shop")


def test_the_deployments_of_the_day_are_found_among_newer_and_older_ones():
    found = list(history(25, 23, 23, 20, 19).of(DAY))

    assert [each["id"] for each in found] == [-1, -2]


def test_deployments_out_of_order_are_incomplete_and_not_few():
    with pytest.raises(SourceIncomplete, match="shop: deployments are not listed in order"):
        list(history(25, 20, 23).of(DAY))
