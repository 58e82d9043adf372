"""What AWS Config delivered of the emulated company's account in ninety days: one Region, a snapshot a day.

Days are counted from 0, the first. What was planted stands in ``truth_config.yaml`` beside the demo's other
truths: a recorder that stood still for a week, and files that came broken or not at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.demo.emulated_config import shapes
from tests.demo.emulated_config.shapes import Item
from tests.demo.emulated_config.world import changes

DAYS = 90
# From seven o'clock of the first of these days to six of the last nothing was recorded.
STOPPED, STARTED = timedelta(days=40, hours=7), timedelta(days=47, hours=6)
BROKEN_DAY, LOST_DAY = 65, 75
_EVERY = timedelta(hours=6)


@dataclass(frozen=True)
class Recording:
    """Everything that was delivered from ``start``, a midnight (UTC), for ninety days."""

    start: datetime

    @property
    def items(self) -> list[Item]:
        """Return what was recorded, oldest first: of a change during the stop when it was found."""
        return [make(self._recorded_at(at)) for at, make in changes()]

    def files(self) -> dict[str, bytes]:
        """Return the files by their keys."""
        return dict(self._snapshots()) | dict(self._histories())

    def _recorded_at(self, at: timedelta) -> datetime:
        is_stopped = STOPPED <= at < STARTED
        return self.start + (STARTED + timedelta(minutes=5) if is_stopped else at)

    def _snapshots(self) -> Iterator[tuple[str, bytes]]:
        for day in range(-1, DAYS + 1):
            after = timedelta(days=day, hours=9, minutes=day % 7)
            if not STOPPED <= after < STARTED:
                at = self.start + after
                yield shapes.snapshot_key(at), shapes.packed(self.state(at).values())

    def _histories(self) -> Iterator[tuple[str, bytes]]:
        parts: dict[tuple[datetime, str], list[Item]] = {}
        for each in self.items:
            at = captured(each)
            due = self.start + (at - self.start) // _EVERY * _EVERY + _EVERY
            parts.setdefault((due, each["resourceType"]), []).append(each)
        for (due, kind), items in parts.items():
            first, last = captured(items[0]), captured(items[-1])
            body = shapes.packed(items)
            if (first - self.start).days == BROKEN_DAY:
                body = body[:-20]
            if (first - self.start).days != LOST_DAY:
                yield shapes.history_key(kind, first, last, due + timedelta(minutes=7)), body

    def state(self, until: datetime) -> dict[tuple[str, str], Item]:
        """Return the last item of each resource that existed, of those recorded before an instant."""
        last = {
            (each["resourceType"], each["resourceId"]): each
            for each in self.items
            if captured(each) < until
        }
        gone = "ResourceDeleted"
        return {key: each for key, each in last.items() if each["configurationItemStatus"] != gone}


def captured(item: Item) -> datetime:
    """Return when an item was captured."""
    return datetime.fromisoformat(item["configurationItemCaptureTime"])
