"""One Region of AWS Config at the end of a day: the snapshots around it, and the history between them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from include.model.config_delivery import ConfigDelivery
from include.model.errors import Cause, SourceIncomplete
from include.sources.aws._client import Aws
from include.sources.aws._config_items import TYPES, Item
from include.sources.aws._config_objects import Listed, Objects
from include.sources.aws._config_timeline import Hole, Snapshot, state_at

# A snapshot is delivered some time after the last one's hour.
SLACK = timedelta(hours=3)
# History files come every six hours.
_HISTORY_LAG = timedelta(hours=7)


class Region:
    """What was delivered of one Region, and the state in which the day ended there.

    Raises:
        SourceIncomplete: no two snapshots that follow each other lie around the day's end: AWS Config did not
            record, or not all the time, or a list or file came without its end.
    """

    def __init__(
        self, aws: Aws, delivery: ConfigDelivery, name: str, end: datetime, now: datetime
    ) -> None:
        """Read the Region; ``end`` is the day's end, ``now`` our clock."""
        self._objects = Objects(aws, delivery, name)
        self._name, self._end = name, end
        self._longest = timedelta(hours=delivery.snapshots_every_hours) + SLACK
        listed = self._objects.snapshots(end - self._longest, end + self._longest)
        earlier = [each for each in listed if each.taken_at and each.taken_at <= end]
        first = self._first(reversed(earlier))
        second = self._first(listed[len(earlier) :])
        if first is None or second is None or second.taken_at - first.taken_at > self._longest:
            raise self._not_recorded(first, second)
        history, self.holes = self._history(first.taken_at, second.taken_at)
        until = min(second.taken_at, now - _HISTORY_LAG)
        told = state_at(end, first, second, history, until)
        self.items, self.holes = told.items, (*self.holes, *told.holes)
        self.types = {kind for kind, _ in (*first.items, *second.items)}
        self.row: dict[str, Any] = {
            "region": name,
            "before_at": first.taken_at,
            "after_at": second.taken_at,
            "resources": sum(each.is_there for each in told.items.values()),
            "changes": sum(first.taken_at < each.captured_at < end for each in history),
        }

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Return a row for every object that was read, those too that are quarantined."""
        return [self._objects.rows[key] for key in sorted(self._objects.rows)]

    def _first(self, candidates: Iterable[Listed]) -> Snapshot | None:
        """Return the first of these that can be read whole."""
        for each in candidates:
            read = self._objects.read(each)
            if read and not read.unreadable and each.taken_at:
                return Snapshot(each.taken_at, {item.resource: item for item in read.items})
        return None

    def _history(self, start: datetime, end: datetime) -> tuple[list[Item], tuple[Hole, ...]]:
        """Return the changes between two snapshots, and a hole for each file that nobody can read whole."""
        changes: list[Item] = []
        holes: list[Hole] = []
        for each in self._objects.histories(start, end + _HISTORY_LAG):
            read = self._objects.read(each)
            changes += read.items if read else ()
            row = self._objects.rows[each.key]
            if row["status"] == "quarantined":
                what = f"{each.place} (SHA-256 {row['sha256']}) can't be read: {row['reason']}"
                kinds = (each.resource_type,) if each.resource_type else TYPES
                holes += [Hole(kind, what) for kind in kinds]
        return changes, tuple(holes)

    def _not_recorded(self, first: Snapshot | None, second: Snapshot | None) -> SourceIncomplete:
        hours = self._longest / timedelta(hours=1)
        since = f"at {first.taken_at:%FT%TZ}" if first else f"none in the {hours:g} hours before"
        until = f"at {second.taken_at:%FT%TZ}" if second else f"none in the {hours:g} hours after"
        broken = [each for each in self.objects if each["status"] == "quarantined"]
        quarantined = "".join(
            f"; {each['bucket']}/{each['key']} (SHA-256 {each['sha256']}) can't be read: "
            f"{each['reason']}"
            for each in broken[:1]
        )
        msg = (
            f"{self._name}: AWS Config's snapshots around {self._end:%FT%TZ}: {since}, {until}; two within "
            f"{hours:g} hours are needed{quarantined}; start the recorder, or mend the delivery channel or "
            "how often scope.yaml says that it delivers; the gap stays"
        )
        return SourceIncomplete(msg, cause=Cause.NOT_RECORDED)
