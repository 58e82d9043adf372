"""The organisation's audit log, which only the enterprise plan can read."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.demo.emulated_github.history_model import PullRequest
from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.people import Account
from tests.demo.emulated_github.repository_model import Repository


def write_audit_log(owner: Organisation, repositories: list[Repository]) -> None:
    """Write what the year's pull requests, bypasses, pushes and transfers left in the log, newest first."""
    events = [event for each in repositories for event in _events(owner, each)]
    owner.audit = sorted(events, key=lambda each: each["@timestamp"], reverse=True)


def _events(owner: Organisation, repository: Repository) -> list[dict[str, Any]]:
    events = [
        _event(owner, repository, "protected_branch.policy_override", suite["pushed_at"])
        | {"actor": suite["actor_name"], "branch": suite["ref"], "before": suite["before_sha"]}
        for suite in repository.suites
    ]
    events += [
        _event(owner, repository, "git.push", push.at)
        | {"actor": push.actor.login if push.actor else None, "transport_protocol_name": "ssh"}
        for push in repository.pushes
        if push.kind in ("push", "force_push")
    ]
    events += [
        _event(owner, repository, action, at) | {"actor": actor.login, "pull_request_id": pull.id}
        for pull in repository.pulls
        for action, actor, at in _deeds(pull)
        if actor and at
    ]
    if repository.settings.former_owner:
        events.append(
            _event(owner, repository, "repo.transfer", repository.pulls[5].created_at)
            | {"actor": "teodor-vasquez", "old_user": repository.settings.former_owner}
        )
    return events


def _deeds(pull: PullRequest) -> Iterator[tuple[str, Account | None, datetime | None]]:
    yield "pull_request.create", pull.author, pull.created_at
    for review in pull.reviews:
        yield "pull_request_review.submit", review.author, review.submitted_at
    yield "pull_request.merge", pull.merged_by, pull.merged_at


def _event(
    owner: Organisation, repository: Repository, action: str, at: datetime
) -> dict[str, Any]:
    moment = int(at.timestamp() * 1000)
    return {
        "@timestamp": moment,
        "_document_id": f"{repository.id:x}{moment:x}{zlib.crc32(action.encode()):08x}",
        "action": action,
        "created_at": moment,
        "org": owner.login,
        "org_id": owner.account.id,
        "repo": repository.full_name,
    }
