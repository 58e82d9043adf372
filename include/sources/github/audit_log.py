"""The organisation's audit log: who changed access, protection and settings, and when.

Only the enterprise plan has it by API, for 180 days (git events: 7 days). On another plan the dataset
fails with the cause ``plan_limit``. What an event says beyond the columns is kept whole in ``facts``.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.errors import Cause, SourceIncomplete, SourceUnreachable
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Github, Row, required
from include.sources.github._permissions import permissions_of
from include.sources.github._redaction import redacted

_LOG = "/orgs/{org}/audit-log"
_ORG = "/orgs/{org}"
# The plan is shown to owners only; under older names of plans, too, the log is asked for.
_PLANS_WITHOUT = frozenset({"free", "team"})

EVENTS = Dataset(
    name="github_audit_events",
    grain="One row per event of the window in the organisation's audit log.",
    key=("document_id",),
    permissions=permissions_of(_LOG, _ORG),
    columns=[
        column("document_id", pa.string(), "GitHub's own id of the event.", nullable=False),
        column(
            "action", pa.string(), "What was done, as `protected_branch.destroy`.", nullable=False
        ),
        column("happened_at", UTC_TIMESTAMP, "When it was done.", nullable=False),
        column("actor", pa.string(), "Login of who did it; null where GitHub does not say."),
        column("actor_id", pa.int64(), "GitHub's number of the actor's account."),
        column("actor_is_bot", pa.bool_(), "Whether the actor is a bot."),
        column("subject", pa.string(), "Login of the account that it was done to."),
        column("repository", pa.string(), "Name of the repository, without its owner."),
        column("operation_type", pa.string(), "`create`, `modify`, `remove`, `access`, ..."),
        column("facts", pa.string(), "What else the event says: compact JSON, without secrets."),
    ],
)
SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(EVENTS,),
    reach_days=180,
)
_LIFTED = {
    "_document_id",
    "action",
    "@timestamp",
    "actor",
    "actor_id",
    "actor_is_bot",
    "user",
    "repo",
    "operation_type",
}


def collect(github: Github, into: Collection) -> None:
    """Read the window's events."""
    window = into.interval
    with into.reading(EVENTS):
        _must_be_in_the_plan(github)
        # Both ends are included and it is not told how exactly, so the next day's first instant is
        # asked for, too; which day an event belongs to is decided here.
        phrase = f"created:{window.start:%FT%TZ}..{window.end:%FT%TZ}"
        answers = github.pages(_LOG, phrase=phrase, include="all", order="asc")
        rows = [row for row in map(_read, answers) if row["happened_at"] in window]
        into.expect(EVENTS, len(rows))
        into.add(EVENTS, rows)


def event_columns(answer: Mapping[str, Any]) -> Row:
    """Return the row of one event."""
    repository = answer.get("repo")
    facts = {key: value for key, value in answer.items() if key not in _LIFTED}
    return {
        "document_id": required(answer, "_document_id", _LOG),
        "action": required(answer, "action", _LOG),
        "happened_at": datetime.fromtimestamp(required(answer, "@timestamp", _LOG) / 1000, UTC),
        "actor": answer.get("actor"),
        "actor_id": answer.get("actor_id"),
        "actor_is_bot": answer.get("actor_is_bot"),
        "subject": answer.get("user"),
        # An event about several repositories names them in a list.
        "repository": repository.rpartition("/")[2] if isinstance(repository, str) else None,
        "operation_type": answer.get("operation_type"),
        "facts": json.dumps(redacted(facts), sort_keys=True, separators=(",", ":")),
    }


def _read(answer: Mapping[str, Any]) -> Row:
    try:
        return event_columns(answer)
    except (TypeError, ValueError, OverflowError) as error:
        msg = f"GET {_LOG}: an event came in another shape than the API describes: {error}"
        raise SourceIncomplete(msg, cause=Cause.MALFORMED) from error


def _must_be_in_the_plan(github: Github) -> None:
    """Raise where the plan is known to have no log: the log itself would say that it is not found."""
    answer = github.get(_ORG)
    required(answer, "login", _ORG)
    plan = (answer.get("plan") or {}).get("name")
    if plan in _PLANS_WITHOUT:
        msg = (
            f"GET {_LOG} is not part of the plan of {github.organization.login}, which is {plan}; "
            "accept the gap or upgrade"
        )
        raise SourceUnreachable(msg, cause=Cause.PLAN_LIMIT)
