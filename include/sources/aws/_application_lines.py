"""Reads an object of an application's log: one JSON object a line, of which five members are asked for."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from include.model.application_log import ApplicationLog
from include.sources.aws._cloudtrail_inflate import Unreadable, inflate

__all__ = ["Line", "Unreadable", "lines"]

_SUFFIXES = (".json", ".json.gz")
# Larger numbers count milliseconds: as seconds they would lie in the year 5138.
_SECONDS = 10**11


class Line(NamedTuple):
    """A line that says something: what it says, or why nobody can read it."""

    number: int
    says: Mapping[str, Any] | None
    reason: str | None = None


def lines(log: ApplicationLog, key: str, body: bytes) -> Iterator[Line]:
    """Yield every line but blank ones.

    Raises:
        Unreadable: the object is empty, truncated, not gzip, or none of JSON lines by its name.
    """
    if not key.endswith(_SUFFIXES):
        raise Unreadable(f"foreign: its name ends neither by {' nor by '.join(_SUFFIXES)}")
    for number, text in enumerate(inflate(body, key).split(b"\n"), start=1):
        if text.strip():
            yield _line(log, number, text)


def _line(log: ApplicationLog, number: int, text: bytes) -> Line:
    try:
        stated = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Line(number, None, f"malformed: {error}")
    if not isinstance(stated, dict):
        return Line(number, None, "malformed: it is no JSON object")
    members = log.members
    time = _member(stated, members.time)
    return Line(
        number,
        {
            "data_class": _text(_member(stated, members.data_class)) or log.data_class,
            "actor": _text(_member(stated, members.actor)),
            "action": _text(_member(stated, members.action)),
            "resource": _text(_member(stated, members.resource)),
            "event_time": _instant(time),
            "stated_time": _text(time),
            "source_address": _text(_member(stated, members.source_address)),
        },
    )


def _member(stated: Any, path: str) -> Any:
    for name in path.split("."):
        stated = stated.get(name) if isinstance(stated, dict) else None
    return stated


def _text(value: Any) -> str | None:
    """Return a value as text; white space, and an object or list of nothing, state nothing."""
    if value is None or value in ({}, []):
        return None
    if isinstance(value, str):
        return value.strip() or None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _instant(value: Any) -> datetime | None:
    """Return an instant: ISO 8601 with a zone, or seconds or milliseconds since 1970; else None."""
    try:
        if isinstance(value, str):
            stated = datetime.fromisoformat(value.strip())
            return None if stated.tzinfo is None else stated.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value if abs(value) < _SECONDS else value / 1000
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
