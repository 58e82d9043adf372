"""Commits, check runs and statuses."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.history_model import Check, Commit, Signature, Status
from tests.demo.emulated_github.rest.shapes import GITHUB, app, node_id, user, when


def _signature(it: Signature) -> dict[str, Any]:
    return {"name": it.name, "email": it.email, "date": when(it.at)}


def place(base: str, it: Commit) -> str:
    """Return the address of a commit's repository."""
    return f"{base}/repos/{it.repository.full_name}"


def git_node(it: Commit) -> str:
    """Make a commit's global id, which holds its repository."""
    return f"C_kwDO{it.repository.id:x}{it.sha}"


def commit(base: str, it: Commit) -> dict[str, Any]:
    """Write a commit."""
    url, sha = place(base, it), it.sha
    html = f"{GITHUB}/{it.repository.full_name}/commit"
    verified = it.committer.name == "GitHub"
    return {
        "sha": sha,
        "node_id": git_node(it),
        "commit": {
            "author": _signature(it.author),
            "committer": _signature(it.committer),
            "message": it.message,
            "tree": {"sha": sha[::-1], "url": f"{url}/git/trees/{sha[::-1]}"},
            "url": f"{url}/git/commits/{sha}",
            "comment_count": 0,
            "verification": {
                "verified": verified,
                "reason": "valid" if verified else "unsigned",
                "signature": "-----BEGIN PGP SIGNATURE-----" if verified else None,
                "payload": f"tree {sha[::-1]}" if verified else None,
                "verified_at": when(it.committer.at) if verified else None,
            },
        },
        "url": f"{url}/commits/{sha}",
        "html_url": f"{html}/{sha}",
        "comments_url": f"{url}/commits/{sha}/comments",
        "author": user(base, it.author.account),
        "committer": user(base, it.committer.account),
        "parents": [
            {
                "sha": each.sha,
                "url": f"{url}/commits/{each.sha}",
                "html_url": f"{html}/{each.sha}",
            }
            for each in it.parents
        ],
    }


def check_run(base: str, it: Check) -> dict[str, Any]:
    """Write a check run."""
    url = place(base, it.commit)
    html = f"{GITHUB}/{it.commit.repository.full_name}/runs/{it.id}"
    return {
        "id": it.id,
        "name": it.name,
        "node_id": node_id("CR", it.id),
        "head_sha": it.commit.sha,
        "external_id": str(it.id),
        "url": f"{url}/check-runs/{it.id}",
        "html_url": html,
        "details_url": html,
        "status": it.status,
        "conclusion": it.conclusion,
        "started_at": when(it.started_at),
        "completed_at": when(it.completed_at),
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{url}/check-runs/{it.id}/annotations",
        },
        "check_suite": {"id": it.suite_id},
        "app": app(base, it.app),
        "pull_requests": [],
    }


def status(base: str, it: Status) -> dict[str, Any]:
    """Write a commit status as the combined status holds it."""
    return {
        "url": f"{place(base, it.commit)}/statuses/{it.commit.sha}",
        "avatar_url": f"https://avatars.githubusercontent.com/in/{it.creator.id}?v=4",
        "id": it.id,
        "node_id": node_id("SC", it.id),
        "state": it.state,
        "description": None,
        "target_url": None,
        "context": it.context,
        "created_at": when(it.created_at),
        "updated_at": when(it.created_at),
    }
