"""A listing that is not in the order it was asked in hides what stands behind the first that is too old."""

from datetime import UTC, datetime, timedelta

import pytest

from include.model.errors import Cause, SourceIncomplete
from include.model.interval import window_of
from include.sources.github._moves import Repository, moves

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
SHOP = Repository(1, "shop", "main")


class Listed:
    """Answers every listing of activity with these movements, by the hours that they are ago."""

    def __init__(self, *hours_ago):
        self.hours_ago = hours_ago
        self.organization = type("Of", (), {"release_branches": ()})()

    def pages(self, _path, *, direction="desc", activity_type=None, **_):
        assert direction == "desc"
        return iter(
            () if activity_type else [self._move(*each) for each in enumerate(self.hours_ago)]
        )

    def _move(self, number, hours):
        return {
            "id": number,
            "ref": "refs/heads/main",
            "timestamp": (NOW - timedelta(hours=hours)).isoformat(),
            "activity_type": "push",
            "before": "a" * 40,
            "after": "b" * 40,
        }


def test_movements_in_order_are_read_until_the_window_is_passed():
    found = moves(Listed(2, 8, 10, 60, 70), SHOP, window_of(NOW - timedelta(days=1)), NOW)

    assert [each.id for each in found] == [2, 1]


def test_a_listing_out_of_order_is_incomplete_and_not_short():
    with pytest.raises(SourceIncomplete, match="shop: movements are not listed in order") as raised:
        moves(Listed(60, 8, 10), SHOP, window_of(NOW - timedelta(days=1)), NOW)

    assert raised.value.cause is Cause.INCOMPLETE
