"""The route of the organisation's audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.demo.emulated_github.organisation import ENTERPRISE
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get


@get("/orgs/{org}/audit-log")
def audit_log(asked: Asked) -> Any:
    """List the log's events, newest first, where the plan has a log."""
    it = asked.organisation
    if it.plan != ENTERPRISE:
        raise Refused(404)
    events = [each for each in it.audit if _asked_for(each, asked.query.get("phrase", ""))]
    if asked.query.get("order") == "asc":
        events.reverse()
    return Pages(events, lambda each: each, by_cursor=True)


def _asked_for(event: dict[str, Any], phrase: str) -> bool:
    words = dict(word.split(":", 1) for word in phrase.split() if ":" in word)
    action = words.get("action", event["action"])
    is_action = event["action"] == action or event["action"].startswith(f"{action}.")
    return is_action and _created(event["@timestamp"], words.get("created"))


def _created(moment: int, span: str | None) -> bool:
    """Tell whether ``created:`` holds: an instant or day, ``>=x``, ``<=x`` or ``a..b``."""
    at = datetime.fromtimestamp(moment / 1000, UTC)
    if span is None:
        return True
    if ".." in span:
        first, last = span.split("..")
        return _from(first) <= at <= _through(last)
    if span.startswith((">=", "<=")):
        return at >= _from(span[2:]) if span[0] == ">" else at <= _through(span[2:])
    return _from(span) <= at <= _through(span)


def _from(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _through(text: str) -> datetime:
    is_day = len(text) == len("2026-01-31")
    return _from(text) + (timedelta(days=1, microseconds=-1) if is_day else timedelta())
