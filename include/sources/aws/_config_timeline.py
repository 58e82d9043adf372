"""Says which state a day ended in, from the snapshots around its end and the history between them.

AWS Config writes a history file only for what changed: that nothing changed is said by two snapshots that
follow each other as they should, and by nothing in the second that the history does not lead to.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from include.sources.aws._config_items import OUTCOME, Item, Resource

_NAMED = 3
# A snapshot takes a while: what changes meanwhile is in it or is not.
_MOMENT = timedelta(minutes=15)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot: when it was taken, and the item of each resource that existed then."""

    taken_at: datetime
    items: Mapping[Resource, Item]


@dataclass(frozen=True)
class Hole:
    """Something that AWS Config delivered nothing of: of which type, and what in words."""

    resource_type: str
    words: str


@dataclass(frozen=True)
class Told:
    """The last item of each resource before an instant, and why that may not be all."""

    items: Mapping[Resource, Item]
    holes: tuple[Hole, ...]


def state_at(
    end: datetime,
    before: Snapshot,
    after: Snapshot,
    history: Iterable[Item],
    delivered_until: datetime,
) -> Told:
    """Return the last item of each resource that was captured before ``end``.

    Args:
        end: the day's end, exclusive.
        before: the last snapshot that was taken at or before the day's end.
        after: the first one that was taken after it.
        history: what history files hold of the time from ``before`` to ``after``.
        delivered_until: what was captured until then must stand in a history file by now.
    """
    changes = tuple(history)
    found = _last((*before.items.values(), *changes, *after.items.values()), end)
    holes = (
        *_without_a_record(before, after, changes, delivered_until),
        *_gone_without_a_record(before, after, changes),
        *(
            Hole(each.resource_type, f"{_named(each)} was not recorded from {_time(each)} on")
            for each in found.values()
            if not each.is_there and not each.is_gone
        ),
    )
    return Told(found, holes)


def _without_a_record(
    before: Snapshot, after: Snapshot, changes: tuple[Item, ...], delivered_until: datetime
) -> Iterator[Hole]:
    """Yield the states of the second snapshot that the history does not lead to."""
    recorded = {(each.resource, each.captured_at) for each in changes}
    for each in after.items.values():
        is_due = before.taken_at < each.captured_at <= delivered_until
        if is_due and (each.resource, each.captured_at) not in recorded:
            what = f"the state of {_named(each)} of {_time(each)} stands in no history file"
            yield Hole(each.resource_type, what)


def _gone_without_a_record(
    before: Snapshot, after: Snapshot, changes: tuple[Item, ...]
) -> Iterator[Hole]:
    """Yield what the second snapshot lacks though nothing says that it was deleted."""
    # Where snapshots hold no outcomes of rules at all, what one lacks says nothing of a single one.
    skipped = {OUTCOME} - {kind for kind, _ in (*before.items, *after.items)}
    # A deletion of before the resource was last there says nothing of where it went since.
    deleted = {
        each.resource
        for each in changes
        if not each.is_there and abs(each.captured_at - after.taken_at) <= _MOMENT
    }
    last = _last((*before.items.values(), *changes), after.taken_at - _MOMENT)
    for each in last.values():
        is_missing = each.is_there and each.resource not in after.items
        if is_missing and each.resource_type not in skipped and each.resource not in deleted:
            yield Hole(each.resource_type, f"{_named(each)} is gone and nothing says when")


def words(holes: Iterable[Hole]) -> str | None:
    """Name the first few holes and count the others; None where there are none."""
    listed = sorted({each.words for each in holes})
    if not listed:
        return None
    others = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return (
        f"{'; '.join(listed[:_NAMED])}{others}; restore what AWS Config delivered, then run again"
    )


def _last(items: Iterable[Item], end: datetime) -> dict[Resource, Item]:
    """Return the last item of each resource that was captured before an instant."""
    last: dict[Resource, Item] = {}
    for each in items:
        if each.captured_at < end:
            known = last.get(each.resource)
            if known is None or known.order <= each.order:
                last[each.resource] = each
    return last


def _named(item: Item) -> str:
    return f"{item.resource_type} {item.resource_name or item.resource_id}"


def _time(item: Item) -> str:
    return f"{item.captured_at:%Y-%m-%dT%H:%M:%SZ}"
