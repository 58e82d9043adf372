"""Watches a listing: pages that come again, that vanish, and that never end.

botocore notices only the same token twice in a row, and takes a page without a token for the last one
whatever else the page says.
"""

import json
from collections.abc import Mapping
from typing import Any

from include.model.frozen import sha256

# Each a page of up to a thousand items; whoever has more than that says so for ever.
_MOST_PAGES = 10_000


class Pages:
    """Remembers the pages of one listing."""

    def __init__(self, paginator: Any, *keys: str, most: int = _MOST_PAGES) -> None:
        """Watch what botocore's paginator yields; the listing's items stand under ``keys``."""
        # Compiled expressions of the service's model, which botocore keeps to itself.
        self._tokens = paginator._output_token  # noqa: SLF001
        self._more = paginator._more_results  # noqa: SLF001
        self._keys, self._most, self._count = keys, most, 0
        self._seen: set[str] = set()

    def fault(self, page: Mapping[str, Any]) -> str | None:
        """Name what is wrong with the next page, or None."""
        items = [page[key] for key in self._keys if key in page]
        if not items:
            return f"No{self._keys[0]}"
        tokens = [each.search(page) for each in self._tokens]
        if not any(tokens) and self._more is not None and self._more.search(page):
            return "PageVanished"
        marks = {_mark("tokens", tokens)} if any(tokens) else set()
        if any(items):
            # An empty page may come twice: some services filter after they have cut.
            marks.add(_mark("items", items))
        if marks & self._seen:
            return "PageRepeated"
        self._seen |= marks
        self._count += 1
        return "PagesEndless" if self._count >= self._most and any(tokens) else None


def _mark(what: str, value: Any) -> str:
    return sha256(json.dumps([what, value], sort_keys=True, default=str).encode())
