"""Pages as IAM cuts them: 100 items unless asked, and a marker that means nothing to the caller."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from moto.iam.exceptions import ValidationError

DEFAULT_PAGE = 100
LARGEST_PAGE = 1000


def page(items: Sequence[Any], marker: str | None, max_items: Any) -> tuple[list[Any], str | None]:
    """Cut one page out of all items; the second value is the marker of the next page, if there is one."""
    size = int(max_items or DEFAULT_PAGE)
    if not 1 <= size <= LARGEST_PAGE:
        msg = f"Value '{size}' at 'maxItems' failed to satisfy constraint: 1 to {LARGEST_PAGE}"
        raise ValidationError(msg)
    start = _offset(marker)
    following = start + size
    more = following < len(items)
    return list(items[start:following]), _marker(following) if more else None


def _marker(offset: int) -> str:
    return base64.b64encode(f"from:{offset}".encode()).decode()


def _offset(marker: str | None) -> int:
    if not marker:
        return 0
    try:
        word, number = base64.b64decode(marker, validate=True).decode().split(":")
        if word == "from":
            return int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    msg = "Invalid Marker."
    raise ValidationError(msg)
