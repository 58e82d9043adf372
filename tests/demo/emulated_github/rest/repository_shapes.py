"""A repository, short and whole."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.shapes import GITHUB, node_id, user, when

_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
# What every plain repository of GitHub says about itself; none of it matters here.
_PLAIN = {
    "forks": 0,
    "forks_count": 0,
    "has_issues": True,
    "has_projects": True,
    "has_wiki": False,
    "has_pages": False,
    "has_discussions": False,
    "has_downloads": False,
    "homepage": None,
    "disabled": False,
    "mirror_url": None,
    "license": None,
    "size": 2048,
    "stargazers_count": 0,
    "watchers": 0,
    "watchers_count": 0,
    "is_template": False,
    "topics": [],
    "web_commit_signoff_required": False,
    "allow_forking": False,
}


def repository(base: str, it: Repository) -> dict[str, Any]:
    """Write a repository as lists and other things mention it."""
    url = f"{base}/repos/{it.full_name}"
    return {
        "id": it.id,
        "node_id": node_id("R", it.id),
        "name": it.name,
        "full_name": it.full_name,
        "private": it.is_private,
        "owner": user(base, it.owner),
        "html_url": f"{GITHUB}/{it.full_name}",
        "description": f"{it.name} of {it.owner.name}",
        "fork": False,
        "url": url,
        **{name: url + path for name, path in _LINKS.items()},
    }


def listed(base: str, it: Repository) -> dict[str, Any]:
    """Write a repository as lists of repositories do: with settings, without analysis switches."""
    waiting = sum(each.closed_at is None for each in it.pulls)
    html = f"{GITHUB}/{it.full_name}"
    return {
        **repository(base, it),
        **_PLAIN,
        "git_url": f"git://github.com/{it.full_name}.git",
        "ssh_url": f"git@github.com:{it.full_name}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "language": it.settings.language,
        "default_branch": it.default_branch,
        "open_issues": waiting,
        "open_issues_count": waiting,
        "archived": it.settings.archived,
        "visibility": it.settings.visibility,
        "pushed_at": when(it.pushed_at),
        "created_at": when(it.created_at),
        "updated_at": when(it.pushed_at),
        "permissions": {
            "admin": not it.settings.hidden,
            "maintain": not it.settings.hidden,
            "push": not it.settings.hidden,
            "triage": not it.settings.hidden,
            "pull": True,
        },
    }


def whole(base: str, it: Repository) -> dict[str, Any]:
    """Write a repository as its own address does; the switches show to administrators only."""
    methods = {"squash": ("squash",), "queue": ("squash",), "merge": ("merge",)}
    allowed = methods.get(it.settings.method, (it.settings.method,))
    seen = {
        **listed(base, it),
        "network_count": 0,
        "subscribers_count": 3,
        "temp_clone_token": None,
        "organization": user(base, it.owner),
        "custom_properties": {},
    }
    if it.settings.hidden:
        return seen
    return {
        **seen,
        "allow_squash_merge": "squash" in allowed,
        "allow_merge_commit": "merge" in allowed,
        "allow_rebase_merge": "rebase" in allowed,
        "allow_auto_merge": False,
        "delete_branch_on_merge": True,
        "security_and_analysis": {name: {"status": s} for name, s in it.analysis.items()},
    }
