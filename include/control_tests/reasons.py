"""Writes the sentence that a deviating item is given."""

import string
from collections.abc import Mapping
from datetime import datetime
from typing import Any


class _Readable(string.Formatter):
    """Formats a reason; what is unknown reads as `unknown`; a time and a list as a person writes them."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "unknown"
        if isinstance(value, datetime):
            return value.strftime(format_spec or "%Y-%m-%d %H:%M UTC")
        if isinstance(value, list):
            return ", ".join(self.format_field(each, format_spec) for each in value) or "none"
        return str(super().format_field(value, format_spec))


def words(template: str, facts: Mapping[str, Any]) -> str:
    """Fill a reason's template with an item's facts and the test's parameters."""
    return _Readable().vformat(template, (), facts)
