"""Watches a listing: pages that come again, that vanish, that never end, and links that were lost on the way.

A page names the next one in its ``Link`` header alone. Where the header is lost, a full page looks like the
last one. GitHub sends none with an only page and always one with a later page, so a full first page
without it is asked for again with one item less: then GitHub must say that there is more.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from include.model.frozen import canonical_json, sha256

_MOST_PAGES = 10_000
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
_LAST = re.compile(r'<[^>]*[?&]page=(\d+)[^>]*>;\s*rel="last"')


class Pages:
    """Remembers the pages of one listing."""

    def __init__(self, size: int, most: int = _MOST_PAGES) -> None:
        """Watch pages of ``size`` items."""
        self._size, self._most = size, most
        self._announced, self._seen, self._given = 1, set[str](), set[str]()
        self.number = 1

    def is_doubtful(self, items: Sequence[Any], headers: Mapping[str, str]) -> bool:
        """Tell whether there may be more than a first page says."""
        return self.number == 1 and 1 < self._size <= len(items) and not headers.get("link")

    def less(self) -> int:
        """Return how many items to ask for instead, so that the next answer must name a next page."""
        self._size -= 1
        return self._size

    def fault(self, items: Sequence[Any], headers: Mapping[str, str]) -> str | None:
        """Name what is wrong with the next page, or None."""
        link = headers.get("link", "")
        following, content = _NEXT.search(link), sha256(canonical_json(items))
        if items and content in self._given:
            return "PageRepeated"
        if self.number > 1 and not items:
            # The page before said that there is more.
            return "PageVanished"
        self._given.add(content)
        last = _LAST.search(link)
        self._announced = int(last[1]) if last else self._announced
        if following is None:
            is_lost = not link and 0 < self._size <= len(items)
            return "PageVanished" if is_lost or self.number < self._announced else None
        if following[1] in self._seen:
            return "PageRepeated"
        self._seen.add(following[1])
        self.number += 1
        return "PagesEndless" if self.number > self._most else None


def following(headers: Mapping[str, str]) -> str | None:
    """Return the address of the next page; None on the last one."""
    found = _NEXT.search(headers.get("link", ""))
    return found[1] if found else None
