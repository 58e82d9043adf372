"""Makes rows of what tested a commit: check runs, and statuses, the older way to say it."""

from include.sources.github._change_questions import CHECK
from include.sources.github._client import ERRORS, Columns, Github, Row, required
from include.sources.github._graph import whole
from include.sources.github.organization import instant

_GRAPH = "POST /graphql"


def checks_of(github: Github, commit: Row, on: str) -> list[Row]:
    """Return a row per check run and status of a commit."""
    listed = whole(github, commit, "Commit", "statusCheckRollup.contexts", CHECK)
    return [{"oid": commit["oid"], "on": on, **_check(each)} for each in listed]


def check_count(commit: Row) -> int | None:
    """Count what tested a commit as GitHub counts it; null where it can't be read, zero where nothing did."""
    if not commit or commit.get(ERRORS):
        return None
    rollup = commit.get("statusCheckRollup") or {}
    return int(required(rollup["contexts"], "totalCount", _GRAPH)) if rollup else 0


def _check(answer: Row) -> Columns:
    if answer["__typename"] == "StatusContext":
        return {
            "kind": "status",
            "name": required(answer, "context", _GRAPH),
            "check_id": str(required(answer, "id", _GRAPH)),
            "status": None,
            "conclusion": _lower(answer.get("state")),
            "completed_at": instant(answer.get("createdAt")),
        }
    app = (answer.get("checkSuite") or {}).get("app") or {}
    return {
        "kind": "check_run",
        "name": required(answer, "name", _GRAPH),
        "check_id": str(answer.get("databaseId") or required(answer, "id", _GRAPH)),
        "app": app.get("slug"),
        "app_id": app.get("databaseId"),
        "status": _lower(answer.get("status")),
        "conclusion": _lower(answer.get("conclusion")),
        "started_at": instant(answer.get("startedAt")),
        "completed_at": instant(answer.get("completedAt")),
    }


def _lower(text: str | None) -> str | None:
    return text.lower() if text else None
