"""Connections: pages of a list with opaque cursors."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError


def page(items: Sequence[Any], given: dict[str, Any], **beside: Any) -> dict[str, Any]:
    """Cut a page out of a list by ``first``/``after`` or ``last``/``before``."""
    start, end = 0, len(items)
    if given.get("after"):
        start = _position(given["after"])
    if given.get("before"):
        end = _position(given["before"]) - 1
    if given.get("first") is not None:
        end = min(end, start + given["first"])
    elif given.get("last") is not None:
        start = max(start, end - given["last"])
    shown = list(items[start:end])
    return {
        "nodes": shown,
        "totalCount": len(items),
        "pageInfo": {
            "startCursor": _cursor(start + 1) if shown else None,
            "endCursor": _cursor(start + len(shown)) if shown else None,
            "hasNextPage": start + len(shown) < len(items),
            "hasPreviousPage": start > 0,
        },
        **beside,
    }


def _cursor(position: int) -> str:
    return base64.b64encode(f"cursor:v2:{position}".encode()).decode()


def _position(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().rpartition(":")[2])
    except ValueError:
        msg = f"`{cursor}` does not appear to be a valid cursor."
        raise GraphQLError(msg) from None
