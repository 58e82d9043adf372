"""What the emulator answers beside GitHub: whether it is ready, repairs, limits, calls counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.demo.emulated_github.repairs import REPAIRS

if TYPE_CHECKING:
    from tests.demo.emulated_github.application import Server

Answer = tuple[int, dict[str, Any]]


def answer(server: Server, method: str, path: str, body: bytes) -> Answer:
    """Answer one of the emulator's own addresses."""
    asked = f"{method} {path}"
    if asked == "GET /_ready":
        return 200, {"organisations": sorted(server.world.organisations)}
    if asked == "GET /_demo/calls":
        return 200, {"total": sum(server.calls.values()), "by_endpoint": dict(server.calls)}
    if asked == "DELETE /_demo/calls":
        server.calls.clear()
        return 200, {"total": 0, "by_endpoint": {}}
    if asked == "POST /_demo/limit":
        return _limit(server, body)
    if asked == "POST /_demo/fix":
        return _fix(server, body)
    return 404, {"error": f"{asked} is none of the emulator's own addresses"}


def _limit(server: Server, body: bytes) -> Answer:
    try:
        server.limits.bring_about(json.loads(body))
    except (ValueError, TypeError, KeyError) as error:
        return 400, {"error": str(error)}
    return 200, {"remaining": {n: each.remaining for n, each in server.limits.budgets.items()}}


def _fix(server: Server, body: bytes) -> Answer:
    try:
        defect = json.loads(body)["defect"]
    except (ValueError, TypeError, KeyError):
        return 400, {"error": 'expected {"defect": "<id of truth_github.yaml>"}'}
    if defect not in REPAIRS:
        return 404, {"error": f"no repair for {defect!r}", "known": sorted(REPAIRS)}
    repair = REPAIRS[defect]
    repair(server.world)
    return 200, {"repaired": sorted(each for each, same in REPAIRS.items() if same is repair)}
