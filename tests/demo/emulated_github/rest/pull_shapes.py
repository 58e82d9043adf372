"""Pull requests, reviews and the timeline."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.history_model import Event, PullRequest, Review
from tests.demo.emulated_github.people import GHOST, OUTSIDERS, OWNERS, PEOPLE, Account
from tests.demo.emulated_github.rest.repository_shapes import listed
from tests.demo.emulated_github.rest.shapes import GITHUB, node_id, user, when

LABEL_COLOUR = "ededed"


def association(account: Account | None) -> str:
    """Say how somebody belongs to the repository."""
    if account is None or account.kind == "Bot":
        return "NONE"
    if account.login in OUTSIDERS:
        return "COLLABORATOR"
    return "MEMBER" if account.login in PEOPLE or account.login in OWNERS else "NONE"


def _address(base: str, it: PullRequest) -> str:
    return f"{base}/repos/{it.repository.full_name}"


def pull_request(base: str, it: PullRequest) -> dict[str, Any]:
    """Write a pull request as lists do: without ``merged_by`` and counts."""
    repo, number = _address(base, it), it.number
    url = f"{repo}/pulls/{number}"
    html = f"{GITHUB}/{it.repository.full_name}/pull/{number}"
    links = {
        "self": url,
        "html": html,
        "issue": f"{repo}/issues/{number}",
        "comments": f"{repo}/issues/{number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{repo}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{repo}/statuses/{it.head.sha}",
    }
    return {
        "url": url,
        "id": it.id,
        "node_id": node_id("PR", it.id),
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": links["issue"],
        "number": number,
        "state": "closed" if it.closed_at else "open",
        "locked": False,
        "title": it.title,
        "user": user(base, it.author or GHOST),
        "body": it.body or None,
        "created_at": when(it.created_at),
        "updated_at": when(it.updated_at),
        "closed_at": when(it.closed_at),
        "merged_at": when(it.merged_at),
        "merge_commit_sha": it.merge_commit.sha if it.merge_commit else None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [_label(repo, index, name) for index, name in enumerate(it.labels)],
        "milestone": None,
        "draft": False,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "head": _end(base, it, it.head_ref, it.head.sha),
        "base": _end(base, it, it.base, it.base_sha),
        "_links": {name: {"href": link} for name, link in links.items()},
        "author_association": association(it.author),
        "auto_merge": None,
        "active_lock_reason": None,
    }


def _end(base: str, it: PullRequest, ref: str, sha: str) -> dict[str, Any]:
    repository: Any = it.repository
    return {
        "label": f"{repository.owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(base, repository.owner),
        "repo": listed(base, repository),
    }


def _label(repo: str, index: int, name: str) -> dict[str, Any]:
    return {
        "id": 990_000 + index,
        "node_id": node_id("LA", 990_000 + index),
        "url": f"{repo}/labels/{name}",
        "name": name,
        "color": LABEL_COLOUR,
        "default": False,
        "description": "",
    }


def whole_pull_request(base: str, it: PullRequest) -> dict[str, Any]:
    """Write a pull request as its own address does."""
    return {
        **pull_request(base, it),
        "merged": it.merged_at is not None,
        "mergeable": None,
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": user(base, it.merged_by),
        "comments": 0,
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(it.commits),
        "additions": 12 * len(it.commits),
        "deletions": 3,
        "changed_files": len(it.commits),
    }


def review(base: str, it: Review) -> dict[str, Any]:
    """Write a review in its present state."""
    pull: Any = it.pull
    url = f"{_address(base, pull)}/pulls/{pull.number}"
    html = f"{GITHUB}/{pull.repository.full_name}/pull/{pull.number}#pullrequestreview-{it.id}"
    return {
        "id": it.id,
        "node_id": node_id("PRR", it.id),
        "user": user(base, it.author),
        "body": it.body,
        "state": it.state,
        "html_url": html,
        "pull_request_url": url,
        "_links": {"html": {"href": html}, "pull_request": {"href": url}},
        "submitted_at": when(it.submitted_at),
        "commit_id": it.commit.sha,
        "author_association": association(it.author),
    }


EVENTS = {
    "ReviewDismissedEvent": "review_dismissed",
    "HeadRefForcePushedEvent": "head_ref_force_pushed",
    "LabeledEvent": "labeled",
    "AddedToMergeQueueEvent": "added_to_merge_queue",
    "RemovedFromMergeQueueEvent": "removed_from_merge_queue",
    "MergedEvent": "merged",
}


def event(base: str, pull: PullRequest, it: Event) -> dict[str, Any]:
    """Write one event of the timeline."""
    facts: dict[str, Any] = it.facts
    made = facts.get("commit") or facts.get("after")
    repo = _address(base, pull)
    written: dict[str, Any] = {
        "id": it.id,
        "node_id": node_id("EV", it.id),
        "url": f"{repo}/issues/events/{it.id}",
        "actor": user(base, it.actor),
        "event": EVENTS[it.kind],
        "commit_id": made.sha if made else None,
        "commit_url": f"{repo}/commits/{made.sha}" if made else None,
        "created_at": when(it.created_at),
        "performed_via_github_app": None,
    }
    if it.kind == "ReviewDismissedEvent":
        written["dismissed_review"] = {
            "state": facts["previous"].lower(),
            "review_id": facts["review"].id,
            "dismissal_message": "Out of date",
        }
    if it.kind == "LabeledEvent":
        written["label"] = {"name": facts["label"], "color": "ededed"}
    return written
