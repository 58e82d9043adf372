"""Who did not answer is not asked for ever: five hundred buckets would wait for it one by one."""

import threading
from collections import Counter

from include.sources.aws._failures import Call

_CALLS_IN_A_ROW = 3


class Silence:
    """Remembers which calls, each tried to the end, got no answer at all.

    The same item is not asked again, nor is an endpoint that let so many different ones go unanswered in a
    row: minutes in all, whatever the number of items.
    """

    def __init__(self) -> None:
        """Begin with everybody trusted to answer; used by many threads."""
        self._items: set[tuple[str, str | None, str]] = set()
        self._in_a_row: Counter[tuple[str, str | None]] = Counter()
        self._lock = threading.Lock()

    def unanswered(self, call: Call) -> None:
        """Remember a call that got no answer."""
        with self._lock:
            self._items.add(_item(call))
            self._in_a_row[call.service, call.region] += 1

    def answered(self, call: Call) -> None:
        """Remember that the endpoint is there."""
        with self._lock:
            self._in_a_row[call.service, call.region] = 0

    def __contains__(self, call: Call) -> bool:
        """Tell whether asking would only be waiting."""
        with self._lock:
            is_gone = self._in_a_row[call.service, call.region] >= _CALLS_IN_A_ROW
            return is_gone or _item(call) in self._items


def _item(call: Call) -> tuple[str, str | None, str]:
    about = call.item if call.parameters else call.operation
    return call.service, call.region, about
