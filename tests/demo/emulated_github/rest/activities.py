"""The route of a repository's activity: every movement of its branches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.demo.emulated_github.history_model import Push
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.shapes import node_id, user, when

PERIODS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}


@get("/repos/{owner}/{repo}/activity")
def activity(asked: Asked) -> Any:
    """List movements of branches, newest first, by ref, actor, kind or time."""
    wanted = asked.query
    period = wanted.get("time_period", "year")
    if period not in PERIODS:
        raise Refused(422, f"time_period is one of {', '.join(PERIODS)}")
    since = asked.world.clock.now() - timedelta(days=PERIODS[period])
    ref = wanted.get("ref")
    refs = (None,) if ref is None else (ref, f"refs/heads/{ref}")
    found = [
        each
        for each in asked.repository.pushes
        if each.at >= since
        and (ref is None or each.ref in refs)
        and wanted.get("activity_type", each.kind) == each.kind
        and ("actor" not in wanted or (each.actor and each.actor.login == wanted["actor"]))
    ]
    found.sort(key=lambda each: (each.at, each.id), reverse=wanted.get("direction") != "asc")
    return Pages(found, lambda each: _activity(asked, each), by_cursor=True)


def _activity(asked: Asked, it: Push) -> dict[str, Any]:
    return {
        "id": it.id,
        "node_id": node_id("PSH", it.id),
        "before": it.before,
        "after": it.after,
        "ref": it.ref,
        "timestamp": when(it.at),
        "activity_type": it.kind,
        "actor": user(asked.base, it.actor),
    }
