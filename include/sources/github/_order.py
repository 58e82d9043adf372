"""Reads a listing that is ordered by time until the wanted part of it is passed."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from include.model.errors import Cause, SourceIncomplete
from include.sources.github._wire import PAGE_ITEMS

Item = TypeVar("Item")


def until_passed(
    items: Iterable[Item],
    at: Callable[[Item], datetime],
    end: datetime,
    *,
    is_ascending: bool,
    what: str,
) -> Iterator[Item]:
    """Yield items up to ``end`` (where ascending: before it), and no page more than that takes.

    The rest of the last page costs nothing and would show that an early end is none. Raises
    ``SourceIncomplete`` for an item out of order, behind which others may be hidden.
    """
    last: datetime | None = None
    is_passed = False
    for number, item in enumerate(items, 1):
        now = at(item)
        if last is not None and (now < last if is_ascending else now > last):
            msg = f"{what} are not listed in order of their time, at {now:%FT%TZ}; run again"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="OutOfOrder")
        last = now
        is_passed = is_passed or (now >= end if is_ascending else now < end)
        if not is_passed:
            yield item
        elif number % PAGE_ITEMS == 0:
            return
